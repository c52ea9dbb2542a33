-- Features of an order at the moment of its approval. The inputs (order_facts, item_facts, payment_facts, product_facts,
-- seller_facts, calendar) are bound by DeliveryFeatures.
--
-- History is kept by day: an order sees events of whole days before the day of its prediction, and no later ones. So all
-- orders of a day share one state of the world, and a new order gets exactly what a training row got.

-- ---- the orders -------------------------------------------------------------------------------------------------------

order_items_summed as (
  select
    item_facts.order_id,
    count(*) as item_count,
    count(distinct item_facts.seller_id) as seller_count,
    cast(sum(item_facts.price) as double) as price,
    cast(sum(item_facts.freight) as double) as freight,
    max(item_facts.shipping_limit_at) as shipping_limit_at,
    cast(sum(product_facts.weight_g) as bigint) / 1000.0 as weight_kg,
    cast(sum(cast(product_facts.length_cm as bigint) * product_facts.height_cm * product_facts.width_cm) as bigint) / 1000.0
      as volume_l
  from item_facts
  left join product_facts on product_facts.product_id = item_facts.product_id
  group by item_facts.order_id
),

-- the dearest item stands for an order of several
main_items as (
  select order_id, seller_id, product_id
  from (
    select
      order_id, seller_id, product_id,
      row_number() over (partition by order_id order by price desc nulls last, order_item_id asc nulls last) as place
    from item_facts
  ) as ranked
  where place = 1
),

main_payments as (
  select order_id, payment_type, installments
  from (
    select
      order_id, payment_type, installments,
      row_number() over (
        partition by order_id order by payment_value desc nulls last, payment_sequential asc nulls last) as place
    from payment_facts
  ) as ranked
  where place = 1
),

-- running count of working days: Monday to Friday, no national holiday, before the day
working_calendar as (
  select
    date as day,
    cast(coalesce(sum(case when iso_weekday(date) < 6 and not is_holiday then 1 else 0 end)
      over (order by date rows between unbounded preceding and 1 preceding), 0) as bigint) as working_days_before,
    cast(coalesce(sum(case when is_holiday then 1 else 0 end)
      over (order by date rows between unbounded preceding and 1 preceding), 0) as bigint) as holidays_before
  from calendar
),

entities as (
  select
    order_facts.*,
    coalesce(approved_at, purchased_at) as prediction_at,
    cast(coalesce(approved_at, purchased_at) as date) as prediction_day
  from order_facts
),

order_days as (
  select
    entities.*,
    days_between(date '2016-01-01', prediction_day) as day_no,
    main_items.seller_id,
    main_items.product_id,
    seller_facts.city as seller_city,
    seller_facts.state as seller_state,
    seller_facts.latitude as seller_latitude,
    seller_facts.longitude as seller_longitude,
    substring(entities.customer_zip, 1, 3) as zip,
    coalesce(seller_facts.state, '?') || '>' || entities.customer_state as route,
    coalesce(seller_facts.state, '?') || '>' || substring(entities.customer_zip, 1, 3) as zip_route,
    greatest(estimated_delivery_at, prediction_at) as due_at,
    greatest(seconds_between(prediction_at, estimated_delivery_at) / 86400.0, 1.0) as promised_days,
    -- of the past only; an order never sees its own
    case when delivered_at is not null
      then greatest(seconds_between(prediction_at, delivered_at) / 86400.0, 0.25) end as delivery_days,
    case when shipped_at is not null
      then greatest(seconds_between(prediction_at, shipped_at) / 86400.0, 0.1) end as handling_days,
    case when shipped_at is not null and delivered_at is not null
      then greatest(seconds_between(greatest(prediction_at, shipped_at), delivered_at) / 86400.0, 0.25) end as transit_days
  from entities
  left join main_items on main_items.order_id = entities.order_id
  left join seller_facts on seller_facts.seller_id = main_items.seller_id
),

-- ---- events: each at the moment when it is known, with nothing that is known later -------------------------------------
-- Only approved orders make history, and none before the approval: until then the moment of the prediction is not known.
-- Amounts are integers (logarithms in ten-thousandths), so that sums do not depend on the order of addition.

approved as (
  select * from order_days where approved_at is not null
),

order_events as (
  -- days from the approval to the delivery, known at the delivery
  select
    order_id, 'delivery' as kind,
    greatest(delivered_at, prediction_at) as known_at,
    cast(round(ln(delivery_days) * 10000) as bigint) as amount
  from approved
  where delivered_at is not null
  union all
  -- the same against the promise
  select
    order_id, 'delivery_to_promise' as kind,
    greatest(delivered_at, prediction_at) as known_at,
    cast(round(ln(delivery_days / promised_days) * 10000) as bigint) as amount
  from approved
  where delivered_at is not null
  union all
  -- days from the hand-over to the carrier to the delivery
  select
    order_id, 'transit' as kind,
    greatest(delivered_at, prediction_at) as known_at,
    cast(round(ln(transit_days) * 10000) as bigint) as amount
  from approved
  where transit_days is not null
  union all
  -- days from the approval to the hand-over, known at the hand-over
  select
    order_id, 'handling' as kind,
    greatest(shipped_at, prediction_at) as known_at,
    cast(round(ln(handling_days) * 10000) as bigint) as amount
  from approved
  where shipped_at is not null
  union all
  -- the promise, known at the approval
  select
    order_id, 'promise' as kind,
    prediction_at as known_at,
    cast(round(ln(promised_days) * 10000) as bigint) as amount
  from approved
  union all
  -- checkpoint: when 30 % of the promise has passed, is it undelivered? known then, whatever becomes of the order
  select
    order_id, 'undelivered_at_third' as kind,
    prediction_at + cast(floor(least(promised_days, 365) * 25920) as int) * interval 1 second as known_at,
    case when delivered_at <= known_at then 0 else 1 end as amount
  from approved
  union all
  -- checkpoint: when 50 % of the promise has passed, is it undelivered? known then, whatever becomes of the order
  select
    order_id, 'undelivered_at_half' as kind,
    prediction_at + cast(floor(least(promised_days, 365) * 43200) as int) * interval 1 second as known_at,
    case when delivered_at <= known_at then 0 else 1 end as amount
  from approved
  union all
  -- checkpoint: is it not handed over 3 days after the approval?
  select
    order_id, 'unshipped_after_3' as kind,
    prediction_at + interval 3 days as known_at,
    case when shipped_at <= known_at then 0 else 1 end as amount
  from approved
  union all
  -- checkpoint: is it not handed over 7 days after the approval?
  select
    order_id, 'unshipped_after_7' as kind,
    prediction_at + interval 7 days as known_at,
    case when shipped_at <= known_at then 0 else 1 end as amount
  from approved
  union all
  -- checkpoint: is it undelivered 7 days after the hand-over?
  select
    order_id, 'in_transit_after_7' as kind,
    greatest(shipped_at + interval 7 days, prediction_at) as known_at,
    case when delivered_at <= known_at then 0 else 1 end as amount
  from approved
  where shipped_at is not null
  union all
  -- checkpoint: is it undelivered 14 days after the hand-over?
  select
    order_id, 'in_transit_after_14' as kind,
    greatest(shipped_at + interval 14 days, prediction_at) as known_at,
    case when delivered_at <= known_at then 0 else 1 end as amount
  from approved
  where shipped_at is not null
  union all
  -- stock of open orders and of their approval days: in at the approval, out at the delivery, or after 60 days as lost
  select
    order_id, 'open' as kind,
    prediction_at as known_at,
    1 as amount
  from approved
  union all
  select
    order_id, 'open_day' as kind,
    prediction_at as known_at,
    day_no as amount
  from approved
  union all
  select
    order_id, 'open' as kind,
    least(greatest(coalesce(delivered_at, prediction_at + interval 60 days), prediction_at), prediction_at + interval 60 days)
      as known_at,
    -1 as amount
  from approved
  union all
  select
    order_id, 'open_day' as kind,
    least(greatest(coalesce(delivered_at, prediction_at + interval 60 days), prediction_at), prediction_at + interval 60 days)
      as known_at,
    -day_no as amount
  from approved
  union all
  -- stock in transit: in at the hand-over, out at the delivery, or after 60 days
  select
    order_id, 'in_transit' as kind,
    greatest(shipped_at, prediction_at) as known_at,
    1 as amount
  from approved
  where shipped_at is not null
  union all
  select
    order_id, 'in_transit' as kind,
    greatest(
      least(greatest(coalesce(delivered_at, shipped_at + interval 60 days), shipped_at), shipped_at + interval 60 days),
      prediction_at) as known_at,
    -1 as amount
  from approved
  where shipped_at is not null
  union all
  -- stock that waits for the hand-over: out at the hand-over, or after 30 days
  select
    order_id, 'waiting' as kind,
    prediction_at as known_at,
    1 as amount
  from approved
  union all
  select
    order_id, 'waiting' as kind,
    least(greatest(coalesce(shipped_at, prediction_at + interval 30 days), prediction_at), prediction_at + interval 30 days)
      as known_at,
    -1 as amount
  from approved
  union all
  -- stock of overdue orders: in when the promise passes, out at the delivery, or after 30 days
  select
    order_id, 'overdue' as kind,
    due_at as known_at,
    1 as amount
  from approved
  where coalesce(delivered_at > due_at, true)
  union all
  select
    order_id, 'overdue' as kind,
    least(coalesce(delivered_at, due_at + interval 30 days), due_at + interval 30 days) as known_at,
    -1 as amount
  from approved
  where coalesce(delivered_at > due_at, true)
),

events as (
  select
    kind,
    amount,
    days_between(date '2016-01-01', cast(known_at as date)) as day_no,
    customer_state,
    seller_state,
    route,
    zip,
    zip_route,
    seller_id
  from order_events
  join order_days on order_days.order_id = order_events.order_id
),

-- ---- history of each level: sums and counts over the days before a day ------------------------------------------------

-- the whole country
nation_queries as (
  select distinct 'all' as place, day_no from order_days
),
nation_days as (
  select
    place,
    day_no,
    min(event_day) as event_day,
    count_if(kind = 'undelivered_at_third') as undelivered_at_third_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_third'), 0) as bigint) as undelivered_at_third_sum,
    count_if(kind = 'in_transit_after_7') as in_transit_after_7_count,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit_after_7'), 0) as bigint) as in_transit_after_7_sum,
    count_if(kind = 'undelivered_at_half') as undelivered_at_half_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_half'), 0) as bigint) as undelivered_at_half_sum,
    count_if(kind = 'in_transit_after_14') as in_transit_after_14_count,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit_after_14'), 0) as bigint) as in_transit_after_14_sum,
    count_if(kind = 'unshipped_after_3') as unshipped_after_3_count,
    cast(coalesce(sum(amount) filter (where kind = 'unshipped_after_3'), 0) as bigint) as unshipped_after_3_sum,
    count_if(kind = 'unshipped_after_7') as unshipped_after_7_count,
    cast(coalesce(sum(amount) filter (where kind = 'unshipped_after_7'), 0) as bigint) as unshipped_after_7_sum,
    count_if(kind = 'delivery') as delivery_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery'), 0) as bigint) as delivery_sum,
    count_if(kind = 'transit') as transit_count,
    cast(coalesce(sum(amount) filter (where kind = 'transit'), 0) as bigint) as transit_sum,
    count_if(kind = 'delivery_to_promise') as delivery_to_promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery_to_promise'), 0) as bigint) as delivery_to_promise_sum,
    count_if(kind = 'promise') as promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'promise'), 0) as bigint) as promise_sum,
    count_if(kind = 'handling') as handling_count,
    cast(coalesce(sum(amount) filter (where kind = 'handling'), 0) as bigint) as handling_sum
  from (
    select 'all' as place, day_no, day_no as event_day, kind, amount
    from events
    where kind in (
      'undelivered_at_third', 'in_transit_after_7', 'undelivered_at_half', 'in_transit_after_14',
      'unshipped_after_3', 'unshipped_after_7', 'delivery', 'transit', 'delivery_to_promise', 'promise', 'handling')
    union all
    select place, day_no, null, null, null from nation_queries
  ) as known
  group by place, day_no
),
nation_windows as (
  select
    place,
    day_no,
    max(event_day) over before as event_day,
    coalesce(sum(undelivered_at_third_count) over days_14, 0) as undelivered_at_third_14_count,
    coalesce(sum(undelivered_at_third_sum) over days_14, 0) as undelivered_at_third_14_sum,
    coalesce(sum(in_transit_after_7_count) over days_14, 0) as in_transit_after_7_14_count,
    coalesce(sum(in_transit_after_7_sum) over days_14, 0) as in_transit_after_7_14_sum,
    coalesce(sum(undelivered_at_third_count) over days_30, 0) as undelivered_at_third_30_count,
    coalesce(sum(undelivered_at_third_sum) over days_30, 0) as undelivered_at_third_30_sum,
    coalesce(sum(undelivered_at_half_count) over days_30, 0) as undelivered_at_half_30_count,
    coalesce(sum(undelivered_at_half_sum) over days_30, 0) as undelivered_at_half_30_sum,
    coalesce(sum(in_transit_after_7_count) over days_30, 0) as in_transit_after_7_30_count,
    coalesce(sum(in_transit_after_7_sum) over days_30, 0) as in_transit_after_7_30_sum,
    coalesce(sum(in_transit_after_14_count) over days_30, 0) as in_transit_after_14_30_count,
    coalesce(sum(in_transit_after_14_sum) over days_30, 0) as in_transit_after_14_30_sum,
    coalesce(sum(unshipped_after_3_count) over days_30, 0) as unshipped_after_3_30_count,
    coalesce(sum(unshipped_after_3_sum) over days_30, 0) as unshipped_after_3_30_sum,
    coalesce(sum(unshipped_after_7_count) over days_30, 0) as unshipped_after_7_30_count,
    coalesce(sum(unshipped_after_7_sum) over days_30, 0) as unshipped_after_7_30_sum,
    coalesce(sum(delivery_count) over days_30, 0) as delivery_30_count,
    coalesce(sum(delivery_sum) over days_30, 0) as delivery_30_sum,
    coalesce(sum(transit_count) over days_30, 0) as transit_30_count,
    coalesce(sum(transit_sum) over days_30, 0) as transit_30_sum,
    coalesce(sum(delivery_to_promise_count) over days_30, 0) as delivery_to_promise_30_count,
    coalesce(sum(delivery_to_promise_sum) over days_30, 0) as delivery_to_promise_30_sum,
    coalesce(sum(promise_count) over days_30, 0) as promise_30_count,
    coalesce(sum(promise_sum) over days_30, 0) as promise_30_sum,
    coalesce(sum(handling_count) over days_30, 0) as handling_30_count,
    coalesce(sum(handling_sum) over days_30, 0) as handling_30_sum
  from nation_days
  window
    days_14 as (partition by place order by day_no range between 14 preceding and 1 preceding),
    days_30 as (partition by place order by day_no range between 30 preceding and 1 preceding),
    before as (partition by place order by day_no range between unbounded preceding and 1 preceding)
),
nation_history as (
  select nation_windows.*
  from nation_windows
  join nation_queries on nation_queries.place = nation_windows.place and nation_queries.day_no = nation_windows.day_no
),

-- the customer's state
state_queries as (
  select distinct customer_state as place, day_no from order_days where customer_state is not null
),
state_days as (
  select
    place,
    day_no,
    min(event_day) as event_day,
    count_if(kind = 'undelivered_at_third') as undelivered_at_third_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_third'), 0) as bigint) as undelivered_at_third_sum,
    count_if(kind = 'in_transit_after_7') as in_transit_after_7_count,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit_after_7'), 0) as bigint) as in_transit_after_7_sum,
    count_if(kind = 'delivery') as delivery_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery'), 0) as bigint) as delivery_sum,
    count_if(kind = 'in_transit_after_14') as in_transit_after_14_count,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit_after_14'), 0) as bigint) as in_transit_after_14_sum,
    count_if(kind = 'transit') as transit_count,
    cast(coalesce(sum(amount) filter (where kind = 'transit'), 0) as bigint) as transit_sum,
    count_if(kind = 'delivery_to_promise') as delivery_to_promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery_to_promise'), 0) as bigint) as delivery_to_promise_sum,
    count_if(kind = 'promise') as promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'promise'), 0) as bigint) as promise_sum,
    count_if(kind = 'undelivered_at_half') as undelivered_at_half_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_half'), 0) as bigint) as undelivered_at_half_sum,
    cast(coalesce(sum(amount) filter (where kind = 'open'), 0) as bigint) as open_change,
    cast(coalesce(sum(amount) filter (where kind = 'open_day'), 0) as bigint) as open_day_change,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit'), 0) as bigint) as in_transit_change,
    cast(coalesce(sum(amount) filter (where kind = 'overdue'), 0) as bigint) as overdue_change
  from (
    select customer_state as place, day_no, day_no as event_day, kind, amount
    from events
    where kind in (
      'undelivered_at_third', 'in_transit_after_7', 'delivery', 'in_transit_after_14', 'transit',
      'delivery_to_promise', 'promise', 'undelivered_at_half', 'open', 'open_day', 'in_transit', 'overdue')
      and customer_state is not null
    union all
    select place, day_no, null, null, null from state_queries
  ) as known
  group by place, day_no
),
state_windows as (
  select
    place,
    day_no,
    max(event_day) over before as event_day,
    coalesce(sum(undelivered_at_third_count) over days_14, 0) as undelivered_at_third_14_count,
    coalesce(sum(undelivered_at_third_sum) over days_14, 0) as undelivered_at_third_14_sum,
    coalesce(sum(in_transit_after_7_count) over days_14, 0) as in_transit_after_7_14_count,
    coalesce(sum(in_transit_after_7_sum) over days_14, 0) as in_transit_after_7_14_sum,
    coalesce(sum(delivery_count) over days_14, 0) as delivery_14_count,
    coalesce(sum(delivery_sum) over days_14, 0) as delivery_14_sum,
    coalesce(sum(undelivered_at_third_count) over days_30, 0) as undelivered_at_third_30_count,
    coalesce(sum(undelivered_at_third_sum) over days_30, 0) as undelivered_at_third_30_sum,
    coalesce(sum(in_transit_after_7_count) over days_30, 0) as in_transit_after_7_30_count,
    coalesce(sum(in_transit_after_7_sum) over days_30, 0) as in_transit_after_7_30_sum,
    coalesce(sum(in_transit_after_14_count) over days_30, 0) as in_transit_after_14_30_count,
    coalesce(sum(in_transit_after_14_sum) over days_30, 0) as in_transit_after_14_30_sum,
    coalesce(sum(delivery_count) over days_30, 0) as delivery_30_count,
    coalesce(sum(delivery_sum) over days_30, 0) as delivery_30_sum,
    coalesce(sum(delivery_count) over days_60, 0) as delivery_60_count,
    coalesce(sum(delivery_sum) over days_60, 0) as delivery_60_sum,
    coalesce(sum(transit_count) over days_60, 0) as transit_60_count,
    coalesce(sum(transit_sum) over days_60, 0) as transit_60_sum,
    coalesce(sum(delivery_to_promise_count) over days_60, 0) as delivery_to_promise_60_count,
    coalesce(sum(delivery_to_promise_sum) over days_60, 0) as delivery_to_promise_60_sum,
    coalesce(sum(promise_count) over days_60, 0) as promise_60_count,
    coalesce(sum(promise_sum) over days_60, 0) as promise_60_sum,
    coalesce(sum(undelivered_at_half_count) over days_60, 0) as undelivered_at_half_60_count,
    coalesce(sum(undelivered_at_half_sum) over days_60, 0) as undelivered_at_half_60_sum,
    coalesce(sum(in_transit_after_7_count) over days_60, 0) as in_transit_after_7_60_count,
    coalesce(sum(in_transit_after_7_sum) over days_60, 0) as in_transit_after_7_60_sum,
    coalesce(sum(open_change) over before, 0) as open_stock,
    coalesce(sum(open_day_change) over before, 0) as open_day_stock,
    coalesce(sum(in_transit_change) over before, 0) as in_transit_stock,
    coalesce(sum(overdue_change) over before, 0) as overdue_stock
  from state_days
  window
    days_14 as (partition by place order by day_no range between 14 preceding and 1 preceding),
    days_30 as (partition by place order by day_no range between 30 preceding and 1 preceding),
    days_60 as (partition by place order by day_no range between 60 preceding and 1 preceding),
    before as (partition by place order by day_no range between unbounded preceding and 1 preceding)
),
state_history as (
  select state_windows.*
  from state_windows
  join state_queries on state_queries.place = state_windows.place and state_queries.day_no = state_windows.day_no
),

-- the seller's state
seller_state_queries as (
  select distinct seller_state as place, day_no from order_days where seller_state is not null
),
seller_state_days as (
  select
    place,
    day_no,
    min(event_day) as event_day,
    count_if(kind = 'unshipped_after_3') as unshipped_after_3_count,
    cast(coalesce(sum(amount) filter (where kind = 'unshipped_after_3'), 0) as bigint) as unshipped_after_3_sum,
    count_if(kind = 'unshipped_after_7') as unshipped_after_7_count,
    cast(coalesce(sum(amount) filter (where kind = 'unshipped_after_7'), 0) as bigint) as unshipped_after_7_sum,
    count_if(kind = 'handling') as handling_count,
    cast(coalesce(sum(amount) filter (where kind = 'handling'), 0) as bigint) as handling_sum,
    count_if(kind = 'delivery') as delivery_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery'), 0) as bigint) as delivery_sum,
    count_if(kind = 'delivery_to_promise') as delivery_to_promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery_to_promise'), 0) as bigint) as delivery_to_promise_sum,
    count_if(kind = 'undelivered_at_third') as undelivered_at_third_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_third'), 0) as bigint) as undelivered_at_third_sum,
    count_if(kind = 'undelivered_at_half') as undelivered_at_half_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_half'), 0) as bigint) as undelivered_at_half_sum
  from (
    select seller_state as place, day_no, day_no as event_day, kind, amount
    from events
    where kind in (
      'unshipped_after_3', 'unshipped_after_7', 'handling', 'delivery', 'delivery_to_promise',
      'undelivered_at_third', 'undelivered_at_half') and seller_state is not null
    union all
    select place, day_no, null, null, null from seller_state_queries
  ) as known
  group by place, day_no
),
seller_state_windows as (
  select
    place,
    day_no,
    max(event_day) over before as event_day,
    coalesce(sum(unshipped_after_3_count) over days_30, 0) as unshipped_after_3_30_count,
    coalesce(sum(unshipped_after_3_sum) over days_30, 0) as unshipped_after_3_30_sum,
    coalesce(sum(unshipped_after_7_count) over days_30, 0) as unshipped_after_7_30_count,
    coalesce(sum(unshipped_after_7_sum) over days_30, 0) as unshipped_after_7_30_sum,
    coalesce(sum(handling_count) over days_30, 0) as handling_30_count,
    coalesce(sum(handling_sum) over days_30, 0) as handling_30_sum,
    coalesce(sum(delivery_count) over days_30, 0) as delivery_30_count,
    coalesce(sum(delivery_sum) over days_30, 0) as delivery_30_sum,
    coalesce(sum(delivery_to_promise_count) over days_30, 0) as delivery_to_promise_30_count,
    coalesce(sum(delivery_to_promise_sum) over days_30, 0) as delivery_to_promise_30_sum,
    coalesce(sum(undelivered_at_third_count) over days_30, 0) as undelivered_at_third_30_count,
    coalesce(sum(undelivered_at_third_sum) over days_30, 0) as undelivered_at_third_30_sum,
    coalesce(sum(undelivered_at_half_count) over days_30, 0) as undelivered_at_half_30_count,
    coalesce(sum(undelivered_at_half_sum) over days_30, 0) as undelivered_at_half_30_sum
  from seller_state_days
  window
    days_30 as (partition by place order by day_no range between 30 preceding and 1 preceding),
    before as (partition by place order by day_no range between unbounded preceding and 1 preceding)
),
seller_state_history as (
  select seller_state_windows.*
  from seller_state_windows
  join seller_state_queries
    on seller_state_queries.place = seller_state_windows.place and seller_state_queries.day_no = seller_state_windows.day_no
),

-- from the seller's to the customer's state
route_queries as (
  select distinct route as place, day_no from order_days where route is not null
),
route_days as (
  select
    place,
    day_no,
    min(event_day) as event_day,
    count_if(kind = 'undelivered_at_third') as undelivered_at_third_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_third'), 0) as bigint) as undelivered_at_third_sum,
    count_if(kind = 'in_transit_after_7') as in_transit_after_7_count,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit_after_7'), 0) as bigint) as in_transit_after_7_sum,
    count_if(kind = 'delivery') as delivery_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery'), 0) as bigint) as delivery_sum,
    count_if(kind = 'transit') as transit_count,
    cast(coalesce(sum(amount) filter (where kind = 'transit'), 0) as bigint) as transit_sum,
    count_if(kind = 'delivery_to_promise') as delivery_to_promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery_to_promise'), 0) as bigint) as delivery_to_promise_sum,
    count_if(kind = 'promise') as promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'promise'), 0) as bigint) as promise_sum,
    count_if(kind = 'undelivered_at_half') as undelivered_at_half_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_half'), 0) as bigint) as undelivered_at_half_sum,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit'), 0) as bigint) as in_transit_change
  from (
    select route as place, day_no, day_no as event_day, kind, amount
    from events
    where kind in (
      'undelivered_at_third', 'in_transit_after_7', 'delivery', 'transit', 'delivery_to_promise', 'promise',
      'undelivered_at_half', 'in_transit') and route is not null
    union all
    select place, day_no, null, null, null from route_queries
  ) as known
  group by place, day_no
),
route_windows as (
  select
    place,
    day_no,
    max(event_day) over before as event_day,
    coalesce(sum(undelivered_at_third_count) over days_30, 0) as undelivered_at_third_30_count,
    coalesce(sum(undelivered_at_third_sum) over days_30, 0) as undelivered_at_third_30_sum,
    coalesce(sum(in_transit_after_7_count) over days_30, 0) as in_transit_after_7_30_count,
    coalesce(sum(in_transit_after_7_sum) over days_30, 0) as in_transit_after_7_30_sum,
    coalesce(sum(delivery_count) over days_30, 0) as delivery_30_count,
    coalesce(sum(delivery_sum) over days_30, 0) as delivery_30_sum,
    coalesce(sum(delivery_count) over days_60, 0) as delivery_60_count,
    coalesce(sum(delivery_sum) over days_60, 0) as delivery_60_sum,
    coalesce(sum(transit_count) over days_60, 0) as transit_60_count,
    coalesce(sum(transit_sum) over days_60, 0) as transit_60_sum,
    coalesce(sum(delivery_to_promise_count) over days_60, 0) as delivery_to_promise_60_count,
    coalesce(sum(delivery_to_promise_sum) over days_60, 0) as delivery_to_promise_60_sum,
    coalesce(sum(promise_count) over days_60, 0) as promise_60_count,
    coalesce(sum(promise_sum) over days_60, 0) as promise_60_sum,
    coalesce(sum(undelivered_at_half_count) over days_60, 0) as undelivered_at_half_60_count,
    coalesce(sum(undelivered_at_half_sum) over days_60, 0) as undelivered_at_half_60_sum,
    coalesce(sum(in_transit_after_7_count) over days_60, 0) as in_transit_after_7_60_count,
    coalesce(sum(in_transit_after_7_sum) over days_60, 0) as in_transit_after_7_60_sum,
    coalesce(sum(in_transit_change) over before, 0) as in_transit_stock
  from route_days
  window
    days_30 as (partition by place order by day_no range between 30 preceding and 1 preceding),
    days_60 as (partition by place order by day_no range between 60 preceding and 1 preceding),
    before as (partition by place order by day_no range between unbounded preceding and 1 preceding)
),
route_history as (
  select route_windows.*
  from route_windows
  join route_queries on route_queries.place = route_windows.place and route_queries.day_no = route_windows.day_no
),

-- the first three digits of the customer's zip code
zip_queries as (
  select distinct zip as place, day_no from order_days where zip is not null
),
zip_days as (
  select
    place,
    day_no,
    min(event_day) as event_day,
    count_if(kind = 'transit') as transit_count,
    cast(coalesce(sum(amount) filter (where kind = 'transit'), 0) as bigint) as transit_sum,
    count_if(kind = 'delivery_to_promise') as delivery_to_promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery_to_promise'), 0) as bigint) as delivery_to_promise_sum,
    count_if(kind = 'undelivered_at_half') as undelivered_at_half_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_half'), 0) as bigint) as undelivered_at_half_sum
  from (
    select zip as place, day_no, day_no as event_day, kind, amount
    from events
    where kind in ('transit', 'delivery_to_promise', 'undelivered_at_half') and zip is not null
    union all
    select place, day_no, null, null, null from zip_queries
  ) as known
  group by place, day_no
),
zip_windows as (
  select
    place,
    day_no,
    max(event_day) over before as event_day,
    coalesce(sum(transit_count) over days_60, 0) as transit_60_count,
    coalesce(sum(transit_sum) over days_60, 0) as transit_60_sum,
    coalesce(sum(delivery_to_promise_count) over days_60, 0) as delivery_to_promise_60_count,
    coalesce(sum(delivery_to_promise_sum) over days_60, 0) as delivery_to_promise_60_sum,
    coalesce(sum(undelivered_at_half_count) over days_60, 0) as undelivered_at_half_60_count,
    coalesce(sum(undelivered_at_half_sum) over days_60, 0) as undelivered_at_half_60_sum
  from zip_days
  window
    days_60 as (partition by place order by day_no range between 60 preceding and 1 preceding),
    before as (partition by place order by day_no range between unbounded preceding and 1 preceding)
),
zip_history as (
  select zip_windows.*
  from zip_windows
  join zip_queries on zip_queries.place = zip_windows.place and zip_queries.day_no = zip_windows.day_no
),

-- from the seller's state to the first three digits of the customer's zip code
zip_route_queries as (
  select distinct zip_route as place, day_no from order_days where zip_route is not null
),
zip_route_days as (
  select
    place,
    day_no,
    min(event_day) as event_day,
    count_if(kind = 'transit') as transit_count,
    cast(coalesce(sum(amount) filter (where kind = 'transit'), 0) as bigint) as transit_sum,
    count_if(kind = 'in_transit_after_7') as in_transit_after_7_count,
    cast(coalesce(sum(amount) filter (where kind = 'in_transit_after_7'), 0) as bigint) as in_transit_after_7_sum,
    count_if(kind = 'delivery_to_promise') as delivery_to_promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery_to_promise'), 0) as bigint) as delivery_to_promise_sum,
    count_if(kind = 'undelivered_at_half') as undelivered_at_half_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_half'), 0) as bigint) as undelivered_at_half_sum,
    count_if(kind = 'delivery') as delivery_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery'), 0) as bigint) as delivery_sum,
    count_if(kind = 'promise') as promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'promise'), 0) as bigint) as promise_sum
  from (
    select zip_route as place, day_no, day_no as event_day, kind, amount
    from events
    where kind in (
      'transit', 'in_transit_after_7', 'delivery_to_promise', 'undelivered_at_half', 'delivery', 'promise')
      and zip_route is not null
    union all
    select place, day_no, null, null, null from zip_route_queries
  ) as known
  group by place, day_no
),
zip_route_windows as (
  select
    place,
    day_no,
    max(event_day) over before as event_day,
    coalesce(sum(transit_count) over days_90, 0) as transit_90_count,
    coalesce(sum(transit_sum) over days_90, 0) as transit_90_sum,
    coalesce(sum(in_transit_after_7_count) over days_90, 0) as in_transit_after_7_90_count,
    coalesce(sum(in_transit_after_7_sum) over days_90, 0) as in_transit_after_7_90_sum,
    coalesce(sum(delivery_to_promise_count) over days_90, 0) as delivery_to_promise_90_count,
    coalesce(sum(delivery_to_promise_sum) over days_90, 0) as delivery_to_promise_90_sum,
    coalesce(sum(undelivered_at_half_count) over days_90, 0) as undelivered_at_half_90_count,
    coalesce(sum(undelivered_at_half_sum) over days_90, 0) as undelivered_at_half_90_sum,
    coalesce(sum(delivery_count) over days_90, 0) as delivery_90_count,
    coalesce(sum(delivery_sum) over days_90, 0) as delivery_90_sum,
    coalesce(sum(promise_count) over days_90, 0) as promise_90_count,
    coalesce(sum(promise_sum) over days_90, 0) as promise_90_sum
  from zip_route_days
  window
    days_90 as (partition by place order by day_no range between 90 preceding and 1 preceding),
    before as (partition by place order by day_no range between unbounded preceding and 1 preceding)
),
zip_route_history as (
  select zip_route_windows.*
  from zip_route_windows
  join zip_route_queries
    on zip_route_queries.place = zip_route_windows.place and zip_route_queries.day_no = zip_route_windows.day_no
),

-- the seller
seller_queries as (
  select distinct seller_id as place, day_no from order_days where seller_id is not null
),
seller_days as (
  select
    place,
    day_no,
    min(event_day) as event_day,
    count_if(kind = 'unshipped_after_3') as unshipped_after_3_count,
    cast(coalesce(sum(amount) filter (where kind = 'unshipped_after_3'), 0) as bigint) as unshipped_after_3_sum,
    count_if(kind = 'undelivered_at_third') as undelivered_at_third_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_third'), 0) as bigint) as undelivered_at_third_sum,
    count_if(kind = 'handling') as handling_count,
    cast(coalesce(sum(amount) filter (where kind = 'handling'), 0) as bigint) as handling_sum,
    count_if(kind = 'unshipped_after_7') as unshipped_after_7_count,
    cast(coalesce(sum(amount) filter (where kind = 'unshipped_after_7'), 0) as bigint) as unshipped_after_7_sum,
    count_if(kind = 'delivery') as delivery_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery'), 0) as bigint) as delivery_sum,
    count_if(kind = 'delivery_to_promise') as delivery_to_promise_count,
    cast(coalesce(sum(amount) filter (where kind = 'delivery_to_promise'), 0) as bigint) as delivery_to_promise_sum,
    count_if(kind = 'undelivered_at_half') as undelivered_at_half_count,
    cast(coalesce(sum(amount) filter (where kind = 'undelivered_at_half'), 0) as bigint) as undelivered_at_half_sum,
    cast(coalesce(sum(amount) filter (where kind = 'waiting'), 0) as bigint) as waiting_change
  from (
    select seller_id as place, day_no, day_no as event_day, kind, amount
    from events
    where kind in (
      'unshipped_after_3', 'undelivered_at_third', 'handling', 'unshipped_after_7', 'delivery',
      'delivery_to_promise', 'undelivered_at_half', 'waiting') and seller_id is not null
    union all
    select place, day_no, null, null, null from seller_queries
  ) as known
  group by place, day_no
),
seller_windows as (
  select
    place,
    day_no,
    max(event_day) over before as event_day,
    coalesce(sum(unshipped_after_3_count) over days_30, 0) as unshipped_after_3_30_count,
    coalesce(sum(unshipped_after_3_sum) over days_30, 0) as unshipped_after_3_30_sum,
    coalesce(sum(undelivered_at_third_count) over days_30, 0) as undelivered_at_third_30_count,
    coalesce(sum(undelivered_at_third_sum) over days_30, 0) as undelivered_at_third_30_sum,
    coalesce(sum(handling_count) over days_30, 0) as handling_30_count,
    coalesce(sum(handling_sum) over days_30, 0) as handling_30_sum,
    coalesce(sum(unshipped_after_3_count) over days_90, 0) as unshipped_after_3_90_count,
    coalesce(sum(unshipped_after_3_sum) over days_90, 0) as unshipped_after_3_90_sum,
    coalesce(sum(unshipped_after_7_count) over days_90, 0) as unshipped_after_7_90_count,
    coalesce(sum(unshipped_after_7_sum) over days_90, 0) as unshipped_after_7_90_sum,
    coalesce(sum(handling_count) over days_90, 0) as handling_90_count,
    coalesce(sum(handling_sum) over days_90, 0) as handling_90_sum,
    coalesce(sum(delivery_count) over days_90, 0) as delivery_90_count,
    coalesce(sum(delivery_sum) over days_90, 0) as delivery_90_sum,
    coalesce(sum(delivery_to_promise_count) over days_90, 0) as delivery_to_promise_90_count,
    coalesce(sum(delivery_to_promise_sum) over days_90, 0) as delivery_to_promise_90_sum,
    coalesce(sum(undelivered_at_half_count) over days_90, 0) as undelivered_at_half_90_count,
    coalesce(sum(undelivered_at_half_sum) over days_90, 0) as undelivered_at_half_90_sum,
    coalesce(sum(waiting_change) over before, 0) as waiting_stock
  from seller_days
  window
    days_30 as (partition by place order by day_no range between 30 preceding and 1 preceding),
    days_90 as (partition by place order by day_no range between 90 preceding and 1 preceding),
    before as (partition by place order by day_no range between unbounded preceding and 1 preceding)
),
seller_history as (
  select seller_windows.*
  from seller_windows
  join seller_queries on seller_queries.place = seller_windows.place and seller_queries.day_no = seller_windows.day_no
),

-- ---- means, shrunk towards the level above: few events of a seller or a zip code say little ----------------------------

nation_means as (
  select
    order_days.*,
    nation_history.event_day as nation_day,
    nation_history.undelivered_at_third_14_sum * 1.0
      / nullif(nation_history.undelivered_at_third_14_count, 0) as nation_undelivered_at_third_14,
    nation_history.in_transit_after_7_14_sum * 1.0
      / nullif(nation_history.in_transit_after_7_14_count, 0) as nation_in_transit_after_7_14,
    nation_history.undelivered_at_third_30_sum * 1.0
      / nullif(nation_history.undelivered_at_third_30_count, 0) as nation_undelivered_at_third_30,
    nation_history.undelivered_at_half_30_sum * 1.0
      / nullif(nation_history.undelivered_at_half_30_count, 0) as nation_undelivered_at_half_30,
    nation_history.in_transit_after_7_30_sum * 1.0
      / nullif(nation_history.in_transit_after_7_30_count, 0) as nation_in_transit_after_7_30,
    nation_history.in_transit_after_14_30_sum * 1.0
      / nullif(nation_history.in_transit_after_14_30_count, 0) as nation_in_transit_after_14_30,
    nation_history.unshipped_after_3_30_sum * 1.0
      / nullif(nation_history.unshipped_after_3_30_count, 0) as nation_unshipped_after_3_30,
    nation_history.unshipped_after_7_30_sum * 1.0
      / nullif(nation_history.unshipped_after_7_30_count, 0) as nation_unshipped_after_7_30,
    nation_history.delivery_30_sum / 10000.0 / nullif(nation_history.delivery_30_count, 0) as nation_delivery_30,
    nation_history.transit_30_sum / 10000.0 / nullif(nation_history.transit_30_count, 0) as nation_transit_30,
    nation_history.delivery_to_promise_30_sum / 10000.0
      / nullif(nation_history.delivery_to_promise_30_count, 0) as nation_delivery_to_promise_30,
    nation_history.promise_30_sum / 10000.0 / nullif(nation_history.promise_30_count, 0) as nation_promise_30,
    nation_history.handling_30_sum / 10000.0 / nullif(nation_history.handling_30_count, 0) as nation_handling_30
  from order_days
  left join nation_history on nation_history.day_no = order_days.day_no
),

state_means as (
  select
    nation_means.*,
    state_history.event_day as state_day,
    seller_state_history.event_day as seller_state_day,
    state_history.delivery_14_count as state_deliveries_14,
    state_history.open_stock as state_open,
    state_history.open_day_stock as state_open_day,
    state_history.in_transit_stock as state_in_transit,
    state_history.overdue_stock as state_overdue,
    (coalesce(state_history.undelivered_at_third_14_sum, 0) * 1.0 + 30 * nation_undelivered_at_third_14)
      / (coalesce(state_history.undelivered_at_third_14_count, 0) + 30) as state_undelivered_at_third_14,
    (coalesce(state_history.in_transit_after_7_14_sum, 0) * 1.0 + 30 * nation_in_transit_after_7_14)
      / (coalesce(state_history.in_transit_after_7_14_count, 0) + 30) as state_in_transit_after_7_14,
    (coalesce(state_history.undelivered_at_third_30_sum, 0) * 1.0 + 30 * nation_undelivered_at_third_30)
      / (coalesce(state_history.undelivered_at_third_30_count, 0) + 30) as state_undelivered_at_third_30,
    (coalesce(state_history.in_transit_after_7_30_sum, 0) * 1.0 + 30 * nation_in_transit_after_7_30)
      / (coalesce(state_history.in_transit_after_7_30_count, 0) + 30) as state_in_transit_after_7_30,
    (coalesce(state_history.in_transit_after_14_30_sum, 0) * 1.0 + 30 * nation_in_transit_after_14_30)
      / (coalesce(state_history.in_transit_after_14_30_count, 0) + 30) as state_in_transit_after_14_30,
    (coalesce(state_history.delivery_30_sum, 0) / 10000.0 + 30 * nation_delivery_30)
      / (coalesce(state_history.delivery_30_count, 0) + 30) as state_delivery_30,
    (coalesce(state_history.delivery_60_sum, 0) / 10000.0 + 30 * nation_delivery_30)
      / (coalesce(state_history.delivery_60_count, 0) + 30) as state_delivery_60,
    (coalesce(state_history.transit_60_sum, 0) / 10000.0 + 30 * nation_transit_30)
      / (coalesce(state_history.transit_60_count, 0) + 30) as state_transit_60,
    (coalesce(state_history.delivery_to_promise_60_sum, 0) / 10000.0 + 30 * nation_delivery_to_promise_30)
      / (coalesce(state_history.delivery_to_promise_60_count, 0) + 30) as state_delivery_to_promise_60,
    (coalesce(state_history.promise_60_sum, 0) / 10000.0 + 30 * nation_promise_30)
      / (coalesce(state_history.promise_60_count, 0) + 30) as state_promise_60,
    (coalesce(state_history.undelivered_at_half_60_sum, 0) * 1.0 + 30 * nation_undelivered_at_half_30)
      / (coalesce(state_history.undelivered_at_half_60_count, 0) + 30) as state_undelivered_at_half_60,
    (coalesce(state_history.in_transit_after_7_60_sum, 0) * 1.0 + 30 * nation_in_transit_after_7_30)
      / (coalesce(state_history.in_transit_after_7_60_count, 0) + 30) as state_in_transit_after_7_60,
    (coalesce(seller_state_history.unshipped_after_3_30_sum, 0) * 1.0 + 30 * nation_unshipped_after_3_30)
      / (coalesce(seller_state_history.unshipped_after_3_30_count, 0) + 30) as seller_state_unshipped_after_3_30,
    (coalesce(seller_state_history.unshipped_after_7_30_sum, 0) * 1.0 + 30 * nation_unshipped_after_7_30)
      / (coalesce(seller_state_history.unshipped_after_7_30_count, 0) + 30) as seller_state_unshipped_after_7_30,
    (coalesce(seller_state_history.handling_30_sum, 0) / 10000.0 + 30 * nation_handling_30)
      / (coalesce(seller_state_history.handling_30_count, 0) + 30) as seller_state_handling_30,
    (coalesce(seller_state_history.delivery_30_sum, 0) / 10000.0 + 30 * nation_delivery_30)
      / (coalesce(seller_state_history.delivery_30_count, 0) + 30) as seller_state_delivery_30,
    (coalesce(seller_state_history.delivery_to_promise_30_sum, 0) / 10000.0 + 30 * nation_delivery_to_promise_30)
      / (coalesce(seller_state_history.delivery_to_promise_30_count, 0) + 30) as seller_state_delivery_to_promise_30,
    (coalesce(seller_state_history.undelivered_at_third_30_sum, 0) * 1.0 + 30 * nation_undelivered_at_third_30)
      / (coalesce(seller_state_history.undelivered_at_third_30_count, 0) + 30) as seller_state_undelivered_at_third_30,
    (coalesce(seller_state_history.undelivered_at_half_30_sum, 0) * 1.0 + 30 * nation_undelivered_at_half_30)
      / (coalesce(seller_state_history.undelivered_at_half_30_count, 0) + 30) as seller_state_undelivered_at_half_30
  from nation_means
  left join state_history on state_history.place = nation_means.customer_state and state_history.day_no = nation_means.day_no
  left join seller_state_history
    on seller_state_history.place = nation_means.seller_state and seller_state_history.day_no = nation_means.day_no
),

route_means as (
  select
    state_means.*,
    route_history.event_day as route_day,
    zip_history.event_day as zip_day,
    seller_history.event_day as seller_day,
    coalesce(route_history.in_transit_stock, 0) as route_in_transit,
    coalesce(route_history.delivery_30_count, 0) as route_deliveries_30,
    coalesce(seller_history.waiting_stock, 0) as seller_waiting,
    coalesce(seller_history.handling_30_count, 0) as seller_handed_over_30,
    (coalesce(route_history.undelivered_at_third_30_sum, 0) * 1.0 + 20 * state_undelivered_at_third_30)
      / (coalesce(route_history.undelivered_at_third_30_count, 0) + 20) as route_undelivered_at_third_30,
    (coalesce(route_history.in_transit_after_7_30_sum, 0) * 1.0 + 20 * state_in_transit_after_7_30)
      / (coalesce(route_history.in_transit_after_7_30_count, 0) + 20) as route_in_transit_after_7_30,
    (coalesce(route_history.delivery_30_sum, 0) / 10000.0 + 20 * state_delivery_30)
      / (coalesce(route_history.delivery_30_count, 0) + 20) as route_delivery_30,
    (coalesce(route_history.delivery_60_sum, 0) / 10000.0 + 20 * state_delivery_60)
      / (coalesce(route_history.delivery_60_count, 0) + 20) as route_delivery_60,
    (coalesce(route_history.transit_60_sum, 0) / 10000.0 + 20 * state_transit_60)
      / (coalesce(route_history.transit_60_count, 0) + 20) as route_transit_60,
    (coalesce(route_history.delivery_to_promise_60_sum, 0) / 10000.0 + 20 * state_delivery_to_promise_60)
      / (coalesce(route_history.delivery_to_promise_60_count, 0) + 20) as route_delivery_to_promise_60,
    (coalesce(route_history.promise_60_sum, 0) / 10000.0 + 20 * state_promise_60)
      / (coalesce(route_history.promise_60_count, 0) + 20) as route_promise_60,
    (coalesce(route_history.undelivered_at_half_60_sum, 0) * 1.0 + 20 * state_undelivered_at_half_60)
      / (coalesce(route_history.undelivered_at_half_60_count, 0) + 20) as route_undelivered_at_half_60,
    (coalesce(route_history.in_transit_after_7_60_sum, 0) * 1.0 + 20 * state_in_transit_after_7_60)
      / (coalesce(route_history.in_transit_after_7_60_count, 0) + 20) as route_in_transit_after_7_60,
    (coalesce(zip_history.transit_60_sum, 0) / 10000.0 + 20 * state_transit_60)
      / (coalesce(zip_history.transit_60_count, 0) + 20) as zip_transit_60,
    (coalesce(zip_history.delivery_to_promise_60_sum, 0) / 10000.0 + 20 * state_delivery_to_promise_60)
      / (coalesce(zip_history.delivery_to_promise_60_count, 0) + 20) as zip_delivery_to_promise_60,
    (coalesce(zip_history.undelivered_at_half_60_sum, 0) * 1.0 + 20 * state_undelivered_at_half_60)
      / (coalesce(zip_history.undelivered_at_half_60_count, 0) + 20) as zip_undelivered_at_half_60,
    (coalesce(seller_history.unshipped_after_3_30_sum, 0) * 1.0 + 5 * seller_state_unshipped_after_3_30)
      / (coalesce(seller_history.unshipped_after_3_30_count, 0) + 5) as seller_unshipped_after_3_30,
    (coalesce(seller_history.undelivered_at_third_30_sum, 0) * 1.0 + 5 * seller_state_undelivered_at_third_30)
      / (coalesce(seller_history.undelivered_at_third_30_count, 0) + 5) as seller_undelivered_at_third_30,
    (coalesce(seller_history.unshipped_after_3_90_sum, 0) * 1.0 + 5 * seller_state_unshipped_after_3_30)
      / (coalesce(seller_history.unshipped_after_3_90_count, 0) + 5) as seller_unshipped_after_3_90,
    (coalesce(seller_history.unshipped_after_7_90_sum, 0) * 1.0 + 5 * seller_state_unshipped_after_7_30)
      / (coalesce(seller_history.unshipped_after_7_90_count, 0) + 5) as seller_unshipped_after_7_90,
    (coalesce(seller_history.handling_90_sum, 0) / 10000.0 + 5 * seller_state_handling_30)
      / (coalesce(seller_history.handling_90_count, 0) + 5) as seller_handling_90,
    (coalesce(seller_history.delivery_90_sum, 0) / 10000.0 + 5 * seller_state_delivery_30)
      / (coalesce(seller_history.delivery_90_count, 0) + 5) as seller_delivery_90,
    (coalesce(seller_history.delivery_to_promise_90_sum, 0) / 10000.0 + 5 * seller_state_delivery_to_promise_30)
      / (coalesce(seller_history.delivery_to_promise_90_count, 0) + 5) as seller_delivery_to_promise_90,
    (coalesce(seller_history.undelivered_at_half_90_sum, 0) * 1.0 + 5 * seller_state_undelivered_at_half_30)
      / (coalesce(seller_history.undelivered_at_half_90_count, 0) + 5) as seller_undelivered_at_half_90
  from state_means
  left join route_history on route_history.place = state_means.route and route_history.day_no = state_means.day_no
  left join zip_history on zip_history.place = state_means.zip and zip_history.day_no = state_means.day_no
  left join seller_history on seller_history.place = state_means.seller_id and seller_history.day_no = state_means.day_no
),

history as (
  select
    route_means.*,
    zip_route_history.event_day as zip_route_day,
    (coalesce(zip_route_history.transit_90_sum, 0) / 10000.0 + 20 * route_transit_60)
      / (coalesce(zip_route_history.transit_90_count, 0) + 20) as zip_route_transit_90,
    (coalesce(zip_route_history.in_transit_after_7_90_sum, 0) * 1.0 + 20 * route_in_transit_after_7_60)
      / (coalesce(zip_route_history.in_transit_after_7_90_count, 0) + 20) as zip_route_in_transit_after_7_90,
    (coalesce(zip_route_history.delivery_to_promise_90_sum, 0) / 10000.0 + 20 * route_delivery_to_promise_60)
      / (coalesce(zip_route_history.delivery_to_promise_90_count, 0) + 20) as zip_route_delivery_to_promise_90,
    (coalesce(zip_route_history.undelivered_at_half_90_sum, 0) * 1.0 + 20 * route_undelivered_at_half_60)
      / (coalesce(zip_route_history.undelivered_at_half_90_count, 0) + 20) as zip_route_undelivered_at_half_90,
    (coalesce(zip_route_history.delivery_90_sum, 0) / 10000.0 + 20 * route_delivery_60)
      / (coalesce(zip_route_history.delivery_90_count, 0) + 20) as zip_route_delivery_90,
    (coalesce(zip_route_history.promise_90_sum, 0) / 10000.0 + 20 * route_promise_60)
      / (coalesce(zip_route_history.promise_90_count, 0) + 20) as zip_route_promise_90
  from route_means
  left join zip_route_history on zip_route_history.place = route_means.zip_route and zip_route_history.day_no = route_means.day_no
),

-- ---- the groups of features -------------------------------------------------------------------------------------------

promise as (
  select
    order_days.order_id,
    prediction_at as known_at,
    promised_days,
    cast(due.working_days_before - begun.working_days_before as double) as promised_working_days,
    cast(due.working_days_before - begun.working_days_before as double)
      / greatest(days_between(prediction_day, cast(estimated_delivery_at as date)), 1) as promised_working_share,
    iso_weekday(prediction_day) as approval_weekday,
    seconds_between(purchased_at, prediction_at) / 3600.0 as approval_hours
  from order_days
  left join working_calendar as begun on begun.day = prediction_day
  left join working_calendar as due on due.day = greatest(cast(estimated_delivery_at as date), prediction_day)
),

-- set at the approval: whole days after it
shipping_limit as (
  select
    order_id,
    prediction_at as known_at,
    shipping_limit_days,
    greatest(promised_days - shipping_limit_days, 1.0) as promised_days_after_limit
  from (
    select
      order_days.order_id,
      prediction_at,
      promised_days,
      greatest(least(seconds_between(prediction_at, shipping_limit_at) / 86400.0, 60.0), -5.0) as shipping_limit_days
    from order_days
    left join order_items_summed on order_items_summed.order_id = order_days.order_id
    where shipping_limit_at is not null
  ) as limited
),

place as (
  select
    order_id,
    prediction_at as known_at,
    case when customer_state = seller_state then 'the same state' when customer_state <> seller_state then 'two states' end
      as states,
    distance_km,
    customer_latitude,
    customer_longitude,
    seller_latitude,
    seller_longitude,
    promised_days / (distance_km + 50) * 100 as promised_days_per_100_km
  from (
    select
      order_days.*,
      12742.0 * asin(sqrt(least(1, power(sin(radians(seller_latitude - customer_latitude) / 2), 2)
        + cos(radians(customer_latitude)) * cos(radians(seller_latitude))
          * power(sin(radians(seller_longitude - customer_longitude) / 2), 2)))) as distance_km
    from order_days
  ) as measured
),

basket as (
  select
    order_days.order_id,
    prediction_at as known_at,
    freight,
    weight_kg,
    seller_count,
    item_count
  from order_days
  left join order_items_summed on order_items_summed.order_id = order_days.order_id
),

details as (
  select
    order_days.order_id,
    prediction_at as known_at,
    price,
    freight / greatest(price, 1) as freight_share,
    volume_l,
    customer_state,
    seller_state,
    category,
    payment_type,
    installments
  from order_days
  left join order_items_summed on order_items_summed.order_id = order_days.order_id
  left join main_payments on main_payments.order_id = order_days.order_id
  left join product_facts on product_facts.product_id = order_days.product_id
),

season as (
  select
    order_days.order_id,
    prediction_at as known_at,
    month(prediction_at) as approval_month,
    hour(prediction_at) as approval_hour,
    due.holidays_before - begun.holidays_before as promised_holidays,
    days_between(prediction_day, make_date(year(prediction_at), 12, 25)) as days_to_christmas
  from order_days
  left join working_calendar as begun on begun.day = prediction_day
  left join working_calendar as due on due.day = greatest(cast(estimated_delivery_at as date), prediction_day)
),

-- how the promise compares with what deliveries took, and with other promises; above 1 is generous
margin as (
  select
    order_id,
    timestamp '2016-01-01 00:00:00'
      + (greatest(nation_day, state_day, seller_state_day, route_day, seller_day, zip_route_day) + 1) * interval 1 day as known_at,
    promised_days / (exp(seller_handling_90) + exp(zip_route_transit_90)) as promise_to_expected,
    promised_days / exp(state_delivery_60) as promise_to_state_delivery,
    promised_days / exp(route_delivery_30) as promise_to_route_delivery,
    promised_days / exp(zip_route_delivery_90) as promise_to_zip_route_delivery
  from history
),

generosity as (
  select
    order_id,
    timestamp '2016-01-01 00:00:00'
      + (greatest(nation_day, state_day, route_day, zip_route_day) + 1) * interval 1 day as known_at,
    promised_days / exp(state_promise_60) as promise_to_state_promise,
    promised_days / exp(zip_route_promise_90) as promise_to_zip_route_promise
  from history
),

seller as (
  select
    order_id,
    timestamp '2016-01-01 00:00:00' + (greatest(nation_day, seller_state_day, seller_day) + 1) * interval 1 day as known_at,
    seller_unshipped_after_3_90 as seller_unshipped_after_3_days,
    seller_unshipped_after_3_30 as seller_unshipped_after_3_days_lately,
    seller_unshipped_after_7_90 as seller_unshipped_after_7_days,
    exp(seller_handling_90) as seller_handling_days,
    exp(seller_delivery_90) as seller_delivery_days,
    exp(seller_delivery_to_promise_90) as seller_delivery_to_promise,
    seller_undelivered_at_half_90 as seller_undelivered_at_half,
    seller_undelivered_at_third_30 as seller_undelivered_at_third_lately,
    seller_waiting,
    (seller_waiting + 1.0) / (seller_handed_over_30 / 30.0 + 0.1) as seller_waiting_days
  from history
),

routes as (
  select
    order_id,
    timestamp '2016-01-01 00:00:00'
      + (greatest(nation_day, state_day, route_day, zip_day, zip_route_day) + 1) * interval 1 day as known_at,
    exp(zip_route_transit_90) as zip_route_transit_days,
    zip_route_in_transit_after_7_90 as zip_route_in_transit_after_7_days,
    route_in_transit_after_7_30 as route_in_transit_after_7_days,
    exp(zip_transit_60) as zip_transit_days,
    exp(zip_route_delivery_to_promise_90) as zip_route_delivery_to_promise,
    exp(zip_delivery_to_promise_60) as zip_delivery_to_promise,
    zip_route_undelivered_at_half_90 as zip_route_undelivered_at_half,
    zip_undelivered_at_half_60 as zip_undelivered_at_half,
    route_undelivered_at_third_30 as route_undelivered_at_third
  from history
),

-- what goes on right now; a backlog in days is stock over throughput (Little 1961)
network as (
  select
    order_id,
    timestamp '2016-01-01 00:00:00' + (greatest(nation_day, state_day, route_day) + 1) * interval 1 day as known_at,
    state_undelivered_at_third_14,
    state_undelivered_at_third_30,
    state_in_transit_after_7_14 as state_in_transit_after_7_days,
    state_in_transit_after_14_30 as state_in_transit_after_14_days,
    (state_in_transit + 3.0) / (state_deliveries_14 / 14.0 + 0.3) as state_transit_backlog_days,
    state_overdue / (greatest(state_in_transit, 0) + 5.0) as state_overdue_share,
    day_no - state_open_day * 1.0 / nullif(state_open, 0) as state_open_days,
    (route_in_transit + 3.0) / (route_deliveries_30 / 30.0 + 0.3) as route_transit_backlog_days
  from history
)
