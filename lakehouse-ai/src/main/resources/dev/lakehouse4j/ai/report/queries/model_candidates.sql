select
  candidate,
  split,
  won,
  orders,
  late,
  roc_auc,
  roc_auc_lower,
  roc_auc_upper,
  average_precision,
  brier
from gold.delivery_comparison
order by split desc, roc_auc desc, candidate
