-- One row per month of purchase, all orders of the month whatever their status.
with orders as (
  select
    *,
    cast(date_trunc('month', purchased_at) as date) as month
  from gold.fact_orders
),
months as (
  select
    month,
    count(*) as orders,
    cast(sum(item_count) as bigint) as items,
    count(distinct nullif(customer_key, -1)) as customers,
    cast(sum(item_revenue) as decimal(18, 2)) as revenue,
    cast(sum(freight) as decimal(18, 2)) as freight,
    cast(sum(item_count) as double) / nullif(count(case when item_count > 0 then 1 end), 0) as basket,
    cast(count(case when is_late then 1 end) as double) / nullif(count(is_late), 0) as late_rate,
    cast(avg(review_score) as double) as review_score,
    -- Twice the revenue in cents plus the orders, over twice the orders: the whole part of it is rounded half up.
    cast(round(sum(item_revenue) * 200) as bigint) + count(case when item_count > 0 then 1 end) as dividend,
    nullif(2 * count(case when item_count > 0 then 1 end), 0) as divisor,
    count(is_late) as delivered_orders,
    count(case when is_late then 1 end) as late_orders,
    count(case when order_status = 'canceled' then 1 end) as canceled_orders
  from orders
  group by month
)
select
  month,
  orders,
  items,
  customers,
  revenue,
  freight,
  basket,
  late_rate,
  review_score,
  -- In whole numbers, as engines round a double that lies halfway to different sides.
  cast(
    cast(round((dividend - mod(dividend, divisor)) / divisor) as bigint) * 0.01 as decimal(18, 2)
  ) as average_order_value,
  delivered_orders,
  late_orders,
  canceled_orders
from months
