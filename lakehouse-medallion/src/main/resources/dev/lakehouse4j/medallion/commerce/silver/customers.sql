-- One row per customer id (one per order; the person is customer_unique_id), the newest record of a repeated id.
with repeated as (
  select
    trim(customer_id) as customer_id,
    count(*) as records
  from bronze.customers
  -- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
  where trim(customer_id) <> ''
  group by trim(customer_id)
  having count(*) > 1
),
ranked as (
  select
    b._batch_id,
    b._source_file,
    b._source_row,
    row_number() over (
      partition by r.customer_id
      order by b._ingested_at desc nulls last, b._source_file desc nulls last, b._source_row desc nulls last
    ) as newest
  from bronze.customers b
  join repeated r on r.customer_id = trim(b.customer_id)
),
-- few keys repeat, so the rows that a newer one replaces are looked for apart: ranking all rows would take longer
superseded as (
  select _batch_id, _source_file, _source_row from ranked where newest > 1
),
newest as (
  select
    customer_id,
    customer_unique_id,
    customer_zip_code_prefix,
    customer_city,
    customer_state
  from bronze.customers b
  where
    not exists (
      select 1
      from superseded s
      where s._batch_id = b._batch_id and s._source_file = b._source_file and s._source_row = b._source_row
    )
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
