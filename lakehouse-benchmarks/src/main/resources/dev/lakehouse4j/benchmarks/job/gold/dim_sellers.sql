with source_rows as (
:model
)
select
  surrogate_key(seller_id) as seller_key,
  seller_id,
  zip_prefix,
  city,
  state,
  latitude,
  longitude
from source_rows
union all
select cast(-1 as bigint), 'unknown', null, null, null, null, null
