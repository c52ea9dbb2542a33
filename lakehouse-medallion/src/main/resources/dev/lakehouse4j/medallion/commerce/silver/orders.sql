-- One row per order. A repeated order id keeps its newest record, so a corrected file wins over the one before it.
-- A value that is no timestamp becomes null; the raw text stays in bronze.
with typed as (
  select
    nullif(trim(order_id), '') as order_id,
    nullif(trim(customer_id), '') as customer_id,
    coalesce(lower(nullif(trim(order_status), '')), 'unknown') as order_status,
    try_cast(order_purchase_timestamp as timestamp) as purchased_at,
    try_cast(order_approved_at as timestamp) as approved_at,
    try_cast(order_delivered_carrier_date as timestamp) as shipped_at,
    try_cast(order_delivered_customer_date as timestamp) as delivered_at,
    try_cast(order_estimated_delivery_date as timestamp) as estimated_delivery_at,
    row_number() over (
      partition by trim(order_id)
      order by _ingested_at desc nulls last, _source_file desc nulls last, _source_row desc nulls last
    ) as newest
  from bronze.orders
)
select
  order_id,
  customer_id,
  order_status,
  purchased_at,
  approved_at,
  shipped_at,
  delivered_at,
  estimated_delivery_at
from typed
-- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
where newest = 1 or order_id is null
