-- The test orders in ten groups of equal size, the riskiest first. No model in use here had seen their outcomes.
with scored as (
  select
    p.probability,
    case when o.is_late then 1 else 0 end as late,
    ntile(10) over (order by p.probability desc, p.order_id) as risk_group
  from gold.delivery_predictions as p
  join gold.fact_orders as o on o.order_id = p.order_id
  where p.split = 'test' and o.is_late is not null
)
select
  cast(risk_group as int) as risk_group,
  count(*) as orders,
  cast(sum(late) as bigint) as late_orders,
  cast(avg(probability) as double) as predicted,
  cast(avg(late) as double) as observed
from scored
group by risk_group
order by risk_group
