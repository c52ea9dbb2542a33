select
  month,
  orders,
  delivered_orders,
  late_orders,
  late_rate,
  review_score
from gold.kpi_monthly
order by month
