-- One row per product category. An order counts in each category that it bought from; its lateness and its review are
-- those of the whole order.
with orders_of_category as (
  select
    coalesce(p.category, 'unknown') as category,
    s.order_id,
    count(*) as items,
    sum(s.price) as revenue,
    sum(s.freight) as freight
  from gold.fact_sales s
  join gold.dim_products p on p.product_key = s.product_key
  group by coalesce(p.category, 'unknown'), s.order_id
)
select
  c.category,
  count(*) as orders,
  cast(sum(c.items) as bigint) as items,
  count(distinct nullif(o.customer_key, -1)) as customers,
  cast(sum(c.revenue) as decimal(18, 2)) as revenue,
  cast(sum(c.freight) as decimal(18, 2)) as freight,
  cast(sum(c.items) as double) / count(*) as basket,
  cast(count(case when o.is_late then 1 end) as double) / nullif(count(o.is_late), 0) as late_rate,
  cast(avg(o.review_score) as double) as review_score,
  count(o.is_late) as delivered_orders,
  count(case when o.is_late then 1 end) as late_orders
from orders_of_category c
left join gold.fact_orders o on o.order_id = c.order_id
group by c.category
