-- One row per order. A repeated order id keeps its newest record, so a corrected file wins over the one before it.
-- A value that is no timestamp becomes null; the raw text stays in bronze.
with repeated as (
  select
    trim(order_id) as order_id,
    count(*) as records
  from bronze.orders
  -- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
  where trim(order_id) <> ''
  group by trim(order_id)
  having count(*) > 1
),
ranked as (
  select
    b._batch_id,
    b._source_file,
    b._source_row,
    row_number() over (
      partition by r.order_id
      order by b._ingested_at desc nulls last, b._source_file desc nulls last, b._source_row desc nulls last
    ) as newest
  from bronze.orders b
  join repeated r on r.order_id = trim(b.order_id)
),
-- few keys repeat, so the rows that a newer one replaces are looked for apart: ranking all rows would take longer
superseded as (
  select _batch_id, _source_file, _source_row from ranked where newest > 1
),
typed as (
  select
    nullif(trim(order_id), '') as order_id,
    nullif(trim(customer_id), '') as customer_id,
    coalesce(lower(nullif(trim(order_status), '')), 'unknown') as order_status,
    try_cast(order_purchase_timestamp as timestamp) as purchased_at,
    try_cast(order_approved_at as timestamp) as approved_at,
    try_cast(order_delivered_carrier_date as timestamp) as shipped_at,
    try_cast(order_delivered_customer_date as timestamp) as delivered_at,
    try_cast(order_estimated_delivery_date as timestamp) as estimated_delivery_at
  from bronze.orders b
  where
    not exists (
      select 1
      from superseded s
      where s._batch_id = b._batch_id and s._source_file = b._source_file and s._source_row = b._source_row
    )
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
