-- One row per product.
select
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
from silver.products
