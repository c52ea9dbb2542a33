-- One row per person (customer_unique_id): place of the latest order, first and last order, number of orders.
with orders as (
  select
    c.customer_unique_id,
    c.zip_prefix,
    c.city,
    c.state,
    o.purchased_at,
    o.order_id,
    row_number() over (
      partition by c.customer_unique_id
      order by o.purchased_at desc nulls last, o.order_id desc nulls last, c.customer_id desc nulls last
    ) as latest
  from silver.customers c
  left join silver.orders o on o.customer_id = c.customer_id
),
persons as (
  select
    customer_unique_id,
    max(case when latest = 1 then zip_prefix end) as zip_prefix,
    max(case when latest = 1 then city end) as city,
    max(case when latest = 1 then state end) as state,
    min(purchased_at) as first_order_at,
    max(purchased_at) as last_order_at,
    cast(count(order_id) as int) as order_count
  from orders
  group by customer_unique_id
)
select
  p.customer_unique_id,
  p.zip_prefix,
  p.city,
  p.state,
  g.latitude,
  g.longitude,
  p.first_order_at,
  p.last_order_at,
  p.order_count
from persons p
left join silver.geolocation g on g.zip_prefix = p.zip_prefix
