with source_rows as (
:model
)
select
  surrogate_key(customer_unique_id) as customer_key,
  customer_unique_id,
  zip_prefix,
  city,
  state,
  latitude,
  longitude,
  first_order_at,
  last_order_at,
  order_count
from source_rows
union all
select cast(-1 as bigint), 'unknown', null, null, null, null, null, null, null, 0
