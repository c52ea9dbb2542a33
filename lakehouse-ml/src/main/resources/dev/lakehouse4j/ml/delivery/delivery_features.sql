-- Features of an order at the moment of its approval. The inputs are order_facts, item_facts, payment_facts, product_facts,
-- seller_facts and holiday_facts, see DeliveryFeatures. History sees whole days before the day of the prediction only, so
-- that it is the same for all orders of a day and for a single new one.

entities as (
  select
    order_id,
    coalesce(approved_at, purchased_at) as prediction_at,
    purchased_at,
    approved_at,
    shipped_at,
    delivered_at,
    estimated_delivery_at,
    cast(coalesce(approved_at, purchased_at) as date) as prediction_day,
    customer_zip,
    customer_city,
    customer_state,
    customer_latitude,
    customer_longitude
  from order_facts
),

-- ---- basket: what was ordered, known with the order -------------------------------------------------------------------

basket_items as (
  select
    item_facts.order_id,
    cast(count(*) as int) as item_count,
    cast(count(distinct item_facts.seller_id) as int) as seller_count,
    cast(sum(item_facts.price) as double) as price,
    cast(sum(item_facts.freight) as double) as freight,
    max(item_facts.shipping_limit_at) as shipping_limit_at,
    cast(sum(product_facts.weight_g) as double) / 1000 as weight_kg,
    cast(sum(cast(product_facts.length_cm as double) * product_facts.height_cm * product_facts.width_cm) as double) / 1000
      as volume_l
  from item_facts
  left join product_facts on product_facts.product_id = item_facts.product_id
  group by item_facts.order_id
),

-- the dearest item stands for the order where it has several
main_items as (
  select order_id, seller_id, product_id
  from (
    select order_id, seller_id, product_id, row_number() over (partition by order_id order by price desc, order_item_id) as place
    from item_facts
  ) as ranked
  where place = 1
),

main_payments as (
  select order_id, payment_type, installments
  from (
    select
      order_id, payment_type, installments,
      row_number() over (partition by order_id order by payment_value desc, payment_sequential) as place
    from payment_facts
  ) as ranked
  where place = 1
),

orders_seen as (
  select
    entities.*,
    main_items.seller_id,
    product_facts.category,
    seller_facts.city as seller_city,
    seller_facts.state as seller_state,
    seller_facts.latitude as seller_latitude,
    seller_facts.longitude as seller_longitude,
    seconds_between(prediction_at, estimated_delivery_at) / 86400.0 as promised
  from entities
  left join main_items on main_items.order_id = entities.order_id
  left join product_facts on product_facts.product_id = main_items.product_id
  left join seller_facts on seller_facts.seller_id = main_items.seller_id
),

basket as (
  select
    entities.order_id,
    entities.prediction_at as known_at,
    basket_items.item_count,
    basket_items.seller_count,
    basket_items.price,
    basket_items.freight,
    basket_items.freight / greatest(basket_items.price, 1) as freight_share,
    basket_items.weight_kg,
    basket_items.volume_l,
    main_payments.payment_type,
    main_payments.installments,
    product_facts.category
  from entities
  left join basket_items on basket_items.order_id = entities.order_id
  left join main_payments on main_payments.order_id = entities.order_id
  left join main_items on main_items.order_id = entities.order_id
  left join product_facts on product_facts.product_id = main_items.product_id
),

-- ---- promise: the estimated delivery and the shipping limit, set with the approval ------------------------------------

promise as (
  select
    entities.order_id,
    entities.prediction_at as known_at,
    greatest(seconds_between(entities.prediction_at, entities.estimated_delivery_at) / 86400.0, 1) as promised_days,
    least(greatest(seconds_between(entities.prediction_at, basket_items.shipping_limit_at) / 86400.0, -5), 60)
      as shipping_limit_days,
    seconds_between(entities.purchased_at, entities.prediction_at) / 3600.0 as approval_hours,
    iso_weekday(cast(entities.estimated_delivery_at as date)) as promised_weekday,
    iso_weekday(entities.prediction_day) as approval_weekday,
    month(entities.prediction_at) as approval_month,
    hour(entities.prediction_at) as approval_hour
  from entities
  left join basket_items on basket_items.order_id = entities.order_id
),

-- ---- place: where it comes from and goes to, reference data -----------------------------------------------------------

place as (
  select
    order_id,
    prediction_at as known_at,
    12742 * asin(sqrt(least(1, greatest(0,
      power(sin(radians(customer_latitude - seller_latitude) / 2), 2)
      + cos(radians(seller_latitude)) * cos(radians(customer_latitude))
        * power(sin(radians(customer_longitude - seller_longitude) / 2), 2))))) as distance_km,
    case when customer_city = seller_city and customer_state = seller_state then 1 else 0 end as same_city,
    customer_state,
    seller_state
  from orders_seen
)
