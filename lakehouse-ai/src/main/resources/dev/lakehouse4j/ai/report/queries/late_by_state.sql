select
  state,
  orders,
  delivered_orders,
  late_orders,
  late_rate,
  delivery_days,
  review_score
from gold.kpi_state
where delivered_orders > 0
order by late_rate desc, state
