-- Features of an order at the moment of its approval. Numbers with a point are written as 0.3e0: as 0.3 they are decimals, which
-- engines divide to different scales. The inputs (order_facts, item_facts, payment_facts, product_facts,
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
    cast(sum(product_facts.weight_g) as bigint) / 1000e0 as weight_kg,
    cast(sum(cast(product_facts.length_cm as bigint) * product_facts.height_cm * product_facts.width_cm) as bigint) / 1000e0
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
    greatest(seconds_between(prediction_at, estimated_delivery_at) / 86400e0, 1e0) as promised_days,
    -- of the past only; an order never sees its own
    case when delivered_at is not null
      then greatest(seconds_between(prediction_at, delivered_at) / 86400e0, 0.25e0) end as delivery_days,
    case when shipped_at is not null
      then greatest(seconds_between(prediction_at, shipped_at) / 86400e0, 0.1e0) end as handling_days,
    case when shipped_at is not null and delivered_at is not null
      then greatest(seconds_between(greatest(prediction_at, shipped_at), delivered_at) / 86400e0, 0.25e0) end as transit_days
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

-- ---- history ----------------------------------------------------------------------------------------------------------
-- For each level (nation, state, route, seller, …) the sums of the events over the days before a day, and their means,
-- shrunk to those of the level above. It is one text for each level, written by HistorySql; the last expression is
-- history: an order per row with a column <level>_<kind>_<days> per mean.

{history},

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
    seconds_between(purchased_at, prediction_at) / 3600e0 as approval_hours
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
    greatest(promised_days - shipping_limit_days, 1e0) as promised_days_after_limit
  from (
    select
      order_days.order_id,
      prediction_at,
      promised_days,
      greatest(least(seconds_between(prediction_at, shipping_limit_at) / 86400e0, 60e0), -5e0) as shipping_limit_days
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
      12742e0 * asin(sqrt(least(1, power(sin(radians(seller_latitude - customer_latitude) / 2), 2)
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
    seller_waiting_stock as seller_waiting,
    (seller_waiting_stock + 1e0) / (seller_handling_30_count / 30e0 + 0.1e0) as seller_waiting_days
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
    (state_in_transit_stock + 3e0) / (state_delivery_14_count / 14e0 + 0.3e0) as state_transit_backlog_days,
    state_overdue_stock / (greatest(state_in_transit_stock, 0) + 5e0) as state_overdue_share,
    day_no - state_open_day_stock * 1e0 / nullif(state_open_stock, 0) as state_open_days,
    (route_in_transit_stock + 3e0) / (route_delivery_30_count / 30e0 + 0.3e0) as route_transit_backlog_days
  from history
)
