-- One row per item of an order. Rows of one order that repeat product and seller are quantities, not duplicates:
-- the key is (order_id, order_item_id).
with repeated as (
  select
    trim(order_id) as order_id,
    try_cast(order_item_id as int) as order_item_id,
    count(*) as records
  from bronze.order_items
  -- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
  where trim(order_id) <> ''
  group by trim(order_id), try_cast(order_item_id as int)
  having count(*) > 1
),
ranked as (
  select
    b._batch_id,
    b._source_file,
    b._source_row,
    row_number() over (
      partition by r.order_id, r.order_item_id
      order by b._ingested_at desc nulls last, b._source_file desc nulls last, b._source_row desc nulls last
    ) as newest
  from bronze.order_items b
  join repeated r on r.order_id = trim(b.order_id) and r.order_item_id = try_cast(b.order_item_id as int)
),
-- few keys repeat, so the rows that a newer one replaces are looked for apart: ranking all rows would take longer
superseded as (
  select _batch_id, _source_file, _source_row from ranked where newest > 1
),
typed as (
  select
    nullif(trim(order_id), '') as order_id,
    try_cast(order_item_id as int) as order_item_id,
    nullif(trim(product_id), '') as product_id,
    nullif(trim(seller_id), '') as seller_id,
    try_cast(shipping_limit_date as timestamp) as shipping_limit_at,
    try_cast(price as decimal(12, 2)) as price,
    try_cast(freight_value as decimal(12, 2)) as freight
  from bronze.order_items b
  where
    not exists (
      select 1
      from superseded s
      where s._batch_id = b._batch_id and s._source_file = b._source_file and s._source_row = b._source_row
    )
)
select
  order_id,
  order_item_id,
  product_id,
  seller_id,
  shipping_limit_at,
  price,
  freight
from typed
