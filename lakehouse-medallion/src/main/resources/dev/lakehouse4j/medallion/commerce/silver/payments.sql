-- One row per payment of an order, the newest record of a repeated key.
with typed as (
  select
    nullif(trim(order_id), '') as order_id,
    try_cast(payment_sequential as int) as payment_sequential,
    coalesce(lower(nullif(trim(payment_type), '')), 'not_defined') as payment_type,
    -- a payment has at least one instalment: 0 says that the number is not known
    nullif(try_cast(payment_installments as int), 0) as installments,
    try_cast(payment_value as decimal(12, 2)) as payment_value,
    row_number() over (
      partition by trim(order_id), trim(payment_sequential)
      order by _ingested_at desc nulls last, _source_file desc nulls last, _source_row desc nulls last
    ) as newest
  from bronze.payments
)
select
  order_id,
  payment_sequential,
  payment_type,
  installments,
  payment_value
from typed
where newest = 1 or order_id is null or payment_sequential is null
