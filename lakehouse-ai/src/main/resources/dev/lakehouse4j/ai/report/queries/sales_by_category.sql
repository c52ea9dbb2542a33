select
  category,
  orders,
  cast(revenue as double) as revenue,
  late_rate,
  review_score
from gold.kpi_category
order by revenue desc, category
