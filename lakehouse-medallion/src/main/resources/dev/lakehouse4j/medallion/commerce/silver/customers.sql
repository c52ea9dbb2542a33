-- One row per customer id (one per order; the person is customer_unique_id), the newest record of a repeated id.
with newest as (
  select
    customer_id,
    customer_unique_id,
    customer_zip_code_prefix,
    customer_city,
    customer_state,
    row_number() over (
      partition by trim(customer_id)
      order by _ingested_at desc nulls last, _source_file desc nulls last, _source_row desc nulls last
    ) as newest
  from bronze.customers
),
-- the few thousand distinct spellings are cleaned once each, not once per customer
spellings as (
  select distinct customer_city as spelling from bronze.customers
),
cities as (
  select
    spelling,
    -- lower case without accents, blanks collapsed, and cut before a slash, comma, bracket or digit code
    nullif(
      trim(
        regexp_extract(
          regexp_replace_all(strip_accents(lower(trim(spelling))), ' +', ' '),
          '^[a-z][a-z0-9 .''-]*',
          0
        )
      ),
      ''
    ) as city
  from spellings
)
select
  nullif(trim(n.customer_id), '') as customer_id,
  nullif(trim(n.customer_unique_id), '') as customer_unique_id,
  -- a zip is text: a spreadsheet that ate its leading zeros gets them back
  lpad(nullif(trim(n.customer_zip_code_prefix), ''), 5, '0') as zip_prefix,
  c.city as city,
  nullif(upper(trim(n.customer_state)), '') as state
from newest n
left join cities c on c.spelling = n.customer_city
where n.newest = 1 or nullif(trim(n.customer_id), '') is null
