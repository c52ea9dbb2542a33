with source_rows as (
:model
)
select
  surrogate_key(product_id) as product_key,
  product_id,
  category,
  weight_g,
  length_cm,
  height_cm,
  width_cm,
  photo_count,
  category_pt,
  name_length,
  description_length
from source_rows
union all
select cast(-1 as bigint), 'unknown', null, null, null, null, null, null, null, null, null
