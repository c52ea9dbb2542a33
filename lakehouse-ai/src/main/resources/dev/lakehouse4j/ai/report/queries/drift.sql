select
  feature,
  level,
  psi,
  reference_mean,
  current_mean,
  current_from,
  current_until,
  current_rows
from gold.feature_drift
where psi is not null
order by psi desc, feature
