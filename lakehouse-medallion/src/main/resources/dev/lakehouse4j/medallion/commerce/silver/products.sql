-- One row per product with its category in English.
with repeated as (
  select
    trim(product_id) as product_id,
    count(*) as records
  from bronze.products
  -- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
  where trim(product_id) <> ''
  group by trim(product_id)
  having count(*) > 1
),
ranked as (
  select
    b._batch_id,
    b._source_file,
    b._source_row,
    row_number() over (
      partition by r.product_id
      order by b._ingested_at desc nulls last, b._source_file desc nulls last, b._source_row desc nulls last
    ) as newest
  from bronze.products b
  join repeated r on r.product_id = trim(b.product_id)
),
-- few keys repeat, so the rows that a newer one replaces are looked for apart: ranking all rows would take longer
superseded as (
  select _batch_id, _source_file, _source_row from ranked where newest > 1
),
typed as (
  select
    nullif(trim(product_id), '') as product_id,
    lower(nullif(trim(product_category_name), '')) as category_pt,
    -- the file's headers misspell «length»; through double, as exports write 225 also as 225.0
    try_cast(round(try_cast(product_name_lenght as double)) as int) as name_length,
    try_cast(round(try_cast(product_description_lenght as double)) as int) as description_length,
    try_cast(round(try_cast(product_photos_qty as double)) as int) as photo_count,
    try_cast(round(try_cast(product_weight_g as double)) as int) as weight_g,
    try_cast(round(try_cast(product_length_cm as double)) as int) as length_cm,
    try_cast(round(try_cast(product_height_cm as double)) as int) as height_cm,
    try_cast(round(try_cast(product_width_cm as double)) as int) as width_cm
  from bronze.products b
  where
    not exists (
      select 1
      from superseded s
      where s._batch_id = b._batch_id and s._source_file = b._source_file and s._source_row = b._source_row
    )
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
