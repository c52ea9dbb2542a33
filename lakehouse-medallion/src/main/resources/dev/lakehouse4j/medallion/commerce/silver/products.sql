-- One row per product with its category in English.
with typed as (
  select
    nullif(trim(product_id), '') as product_id,
    lower(nullif(trim(product_category_name), '')) as category_pt,
    -- the file's headers misspell «length»; through double, as exports write 225 also as 225.0
    try_cast(try_cast(product_name_lenght as double) as int) as name_length,
    try_cast(try_cast(product_description_lenght as double) as int) as description_length,
    try_cast(try_cast(product_photos_qty as double) as int) as photo_count,
    try_cast(try_cast(product_weight_g as double) as int) as weight_g,
    try_cast(try_cast(product_length_cm as double) as int) as length_cm,
    try_cast(try_cast(product_height_cm as double) as int) as height_cm,
    try_cast(try_cast(product_width_cm as double) as int) as width_cm,
    row_number() over (
      partition by trim(product_id)
      order by _ingested_at desc nulls last, _source_file desc nulls last, _source_row desc nulls last
    ) as newest
  from bronze.products
),
-- one name per category, whatever the translation file repeats
translation as (
  select
    lower(trim(product_category_name)) as category_pt,
    min(lower(nullif(trim(product_category_name_english), ''))) as category_en
  from bronze.category_translation
  group by lower(trim(product_category_name))
)
select
  p.product_id,
  -- a category that the translation lacks keeps its Portuguese name
  coalesce(t.category_en, p.category_pt, 'unknown') as category,
  p.category_pt,
  p.name_length,
  p.description_length,
  p.photo_count,
  -- nothing weighs or measures nothing: 0 is a value that was never entered
  nullif(p.weight_g, 0) as weight_g,
  nullif(p.length_cm, 0) as length_cm,
  nullif(p.height_cm, 0) as height_cm,
  nullif(p.width_cm, 0) as width_cm
from typed p
left join translation t on t.category_pt = p.category_pt
where p.newest = 1 or p.product_id is null
