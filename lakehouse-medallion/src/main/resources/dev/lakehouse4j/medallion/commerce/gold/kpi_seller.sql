-- One row per seller with a sale. An order of several sellers counts for each of them; its lateness and its review are
-- those of the whole order.
with orders_of_seller as (
  select
    seller_key,
    order_id,
    count(*) as items,
    sum(price) as revenue,
    sum(freight) as freight
  from gold.fact_sales
  group by seller_key, order_id
),
totals as (
  select
    s.seller_key,
    count(*) as orders,
    cast(sum(s.items) as bigint) as items,
    count(distinct nullif(o.customer_key, -1)) as customers,
    cast(sum(s.revenue) as decimal(18, 2)) as revenue,
    cast(sum(s.freight) as decimal(18, 2)) as freight,
    cast(sum(s.items) as double) / count(*) as basket,
    cast(count(case when o.is_late then 1 end) as double) / nullif(count(o.is_late), 0) as late_rate,
    cast(avg(o.review_score) as double) as review_score,
    count(o.is_late) as delivered_orders,
    count(case when o.is_late then 1 end) as late_orders
  from orders_of_seller s
  left join gold.fact_orders o on o.order_id = s.order_id
  group by s.seller_key
)
select
  coalesce(d.seller_id, 'unknown') as seller_id,
  t.orders,
  t.items,
  t.customers,
  t.revenue,
  t.freight,
  t.basket,
  t.late_rate,
  t.review_score,
  t.delivered_orders,
  t.late_orders,
  d.city,
  d.state
from totals t
left join gold.dim_sellers d on d.seller_key = t.seller_key
