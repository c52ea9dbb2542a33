-- One row per payment of an order, the newest record of a repeated key.
with repeated as (
  select
    trim(order_id) as order_id,
    try_cast(payment_sequential as int) as payment_sequential,
    count(*) as records
  from bronze.payments
  -- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
  where trim(order_id) <> ''
  group by trim(order_id), try_cast(payment_sequential as int)
  having count(*) > 1
),
ranked as (
  select
    b._batch_id,
    b._source_file,
    b._source_row,
    row_number() over (
      partition by r.order_id, r.payment_sequential
      order by b._ingested_at desc nulls last, b._source_file desc nulls last, b._source_row desc nulls last
    ) as newest
  from bronze.payments b
  join repeated r on r.order_id = trim(b.order_id) and r.payment_sequential = try_cast(b.payment_sequential as int)
),
-- few keys repeat, so the rows that a newer one replaces are looked for apart: ranking all rows would take longer
superseded as (
  select _batch_id, _source_file, _source_row from ranked where newest > 1
),
typed as (
  select
    nullif(trim(order_id), '') as order_id,
    try_cast(payment_sequential as int) as payment_sequential,
    coalesce(lower(nullif(trim(payment_type), '')), 'not_defined') as payment_type,
    -- a payment has at least one instalment: 0 says that the number is not known
    case when try_cast(payment_installments as int) > 0 then try_cast(payment_installments as int) end as installments,
    try_cast(payment_value as decimal(12, 2)) as payment_value
  from bronze.payments b
  where
    not exists (
      select 1
      from superseded s
      where s._batch_id = b._batch_id and s._source_file = b._source_file and s._source_row = b._source_row
    )
)
select
  order_id,
  payment_sequential,
  payment_type,
  installments,
  payment_value
from typed
