-- One row per order: what was bought, how it was paid, when it came, and how it was rated.
with sellers_of_order as (
  select
    order_id,
    seller_id,
    count(*) as items,
    sum(price) as revenue,
    sum(freight) as freight
  from silver.order_items
  group by order_id, seller_id
),
items as (
  select
    order_id,
    cast(sum(items) as int) as item_count,
    cast(count(*) as int) as seller_count,
    cast(sum(revenue) as decimal(14, 2)) as revenue,
    cast(sum(freight) as decimal(14, 2)) as freight
  from sellers_of_order
  group by order_id
),
-- several vouchers of one order count together, so the main type is the one that paid most
payment_types as (
  select
    order_id,
    payment_type,
    sum(payment_value) as paid,
    max(installments) as max_installments,
    row_number() over (
      partition by order_id
      order by sum(payment_value) desc nulls last, min(payment_sequential) asc nulls last
    ) as by_value
  from silver.payments
  group by order_id, payment_type
),
payments as (
  select
    order_id,
    cast(sum(paid) as decimal(14, 2)) as payment_total,
    max(max_installments) as max_installments,
    max(case when by_value = 1 then payment_type end) as main_payment_type
  from payment_types
  group by order_id
),
-- an order may have several reviews: the latest by answer counts
ranked_reviews as (
  select
    order_id,
    score,
    row_number() over (
      partition by order_id
      order by answered_at desc nulls last, created_at desc nulls last, review_id asc nulls last
    ) as latest
  from silver.reviews
),
reviews as (
  select order_id, score from ranked_reviews where latest = 1
),
orders as (
  select
    o.*,
    c.customer_unique_id,
    -- delivered: the status says so and the date is there (some have one without the other)
    case when o.order_status = 'delivered' then o.delivered_at end as arrived_at
  from silver.orders o
  left join silver.customers c on c.customer_id = o.customer_id
)
select
  o.order_id,
  o.customer_unique_id,
  cast(o.purchased_at as date) as purchase_date,
  o.order_status,
  o.purchased_at,
  o.approved_at,
  o.shipped_at,
  o.delivered_at,
  o.estimated_delivery_at,
  coalesce(i.item_count, 0) as item_count,
  coalesce(i.seller_count, 0) as seller_count,
  cast(coalesce(i.revenue, 0) as decimal(14, 2)) as item_revenue,
  cast(coalesce(i.freight, 0) as decimal(14, 2)) as freight,
  p.payment_total,
  p.main_payment_type,
  p.max_installments,
  cast(days_between(cast(o.purchased_at as date), cast(o.arrived_at as date)) as int) as delivery_days,
  cast(days_between(cast(o.estimated_delivery_at as date), cast(o.arrived_at as date)) as int) as delay_days,
  -- as recorded: the estimate is a midnight, so an arrival on the promised day is late
  o.arrived_at > o.estimated_delivery_at as is_late,
  cast(o.arrived_at as date) > cast(o.estimated_delivery_at as date) as is_late_by_day,
  r.score as review_score
from orders o
left join items i on i.order_id = o.order_id
left join payments p on p.order_id = o.order_id
left join reviews r on r.order_id = o.order_id
