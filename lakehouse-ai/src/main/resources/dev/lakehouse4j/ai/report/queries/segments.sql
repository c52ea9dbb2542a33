select
  name,
  customers,
  share_of_customers,
  cast(revenue as double) as revenue,
  share_of_revenue,
  mean_recency_days,
  mean_frequency,
  mean_monetary
from gold.segment_profile
where view = 'rfm'
order by share_of_revenue desc, name
