select
  cast(date_trunc('month', paid_on) as date) as month,
  count(distinct customer_id) as customers,
  cast(sum(amount) as decimal(14, 2)) as revenue
from silver.payments
group by cast(date_trunc('month', paid_on) as date)
