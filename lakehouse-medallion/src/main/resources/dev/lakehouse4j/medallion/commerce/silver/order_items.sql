-- One row per item of an order. Rows of one order that repeat product and seller are quantities, not duplicates:
-- the key is (order_id, order_item_id).
with typed as (
  select
    nullif(trim(order_id), '') as order_id,
    try_cast(order_item_id as int) as order_item_id,
    nullif(trim(product_id), '') as product_id,
    nullif(trim(seller_id), '') as seller_id,
    try_cast(shipping_limit_date as timestamp) as shipping_limit_at,
    try_cast(price as decimal(12, 2)) as price,
    try_cast(freight_value as decimal(12, 2)) as freight,
    row_number() over (
      partition by trim(order_id), trim(order_item_id)
      order by _ingested_at desc nulls last, _source_file desc nulls last, _source_row desc nulls last
    ) as newest
  from bronze.order_items
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
where newest = 1 or order_id is null or order_item_id is null
