-- A purchase is a repeat purchase when the same person has bought before.
with purchases as (
  select
    cast(date_trunc('month', purchased_at) as date) as month,
    purchased_at,
    item_revenue,
    case
      when customer_key = -1 then 1
      else row_number() over (partition by customer_key order by purchased_at nulls first, order_id nulls first)
    end as purchase_number
  from gold.fact_orders
)
select
  month,
  count(*) as orders,
  cast(coalesce(sum(item_revenue), 0) as double) as revenue,
  cast(coalesce(sum(case when purchase_number = 1 then item_revenue end), 0) as double) as first_revenue,
  cast(coalesce(sum(case when purchase_number > 1 then item_revenue end), 0) as double) as repeat_revenue,
  count(case when purchase_number > 1 then 1 end) as repeat_orders,
  cast(max(purchased_at) as date) as last_day
from purchases
where month is not null
group by month
order by month
