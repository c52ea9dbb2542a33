select
  cast(min(purchased_at) as date) as first_day,
  cast(max(purchased_at) as date) as last_day,
  count(*) as orders
from gold.fact_orders
