-- One row per state of the customer (where the customer's latest order went).
select
  coalesce(c.state, 'unknown') as state,
  count(*) as orders,
  cast(sum(o.item_count) as bigint) as items,
  count(distinct nullif(o.customer_key, -1)) as customers,
  cast(sum(o.item_revenue) as decimal(18, 2)) as revenue,
  cast(sum(o.freight) as decimal(18, 2)) as freight,
  cast(sum(o.item_count) as double) / nullif(count(case when o.item_count > 0 then 1 end), 0) as basket,
  cast(count(case when o.is_late then 1 end) as double) / nullif(count(o.is_late), 0) as late_rate,
  cast(avg(o.review_score) as double) as review_score,
  cast(avg(o.delivery_days) as double) as delivery_days,
  count(o.is_late) as delivered_orders,
  count(case when o.is_late then 1 end) as late_orders
from gold.fact_orders o
left join gold.dim_customers c on c.customer_key = o.customer_key
group by coalesce(c.state, 'unknown')
