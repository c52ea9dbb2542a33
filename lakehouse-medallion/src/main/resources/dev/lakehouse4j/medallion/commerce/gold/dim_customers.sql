-- One row per person (customer_unique_id): place of the latest order, first and last order, number of orders.
with persons as (
  select
    c.customer_unique_id,
    -- the latest order's customer id; the ids in the text break ties of the time
    max_by(
      c.customer_id,
      coalesce(cast(o.purchased_at as string), '') || coalesce(o.order_id, '') || c.customer_id
    ) as latest_customer_id,
    min(o.purchased_at) as first_order_at,
    max(o.purchased_at) as last_order_at,
    cast(count(o.order_id) as int) as order_count
  from silver.customers c
  left join silver.orders o on o.customer_id = c.customer_id
  group by c.customer_unique_id
)
select
  p.customer_unique_id,
  c.zip_prefix,
  c.city,
  c.state,
  g.latitude,
  g.longitude,
  p.first_order_at,
  p.last_order_at,
  p.order_count
from persons p
join silver.customers c on c.customer_id = p.latest_customer_id
left join silver.geolocation g on g.zip_prefix = c.zip_prefix
