-- Tables behind the findings and charts, one block each. {newest} and {base} become conditions on purchased_at: the newest
-- complete period and the one it is compared with (the same months of the year before, else the period before);
-- {settled} and {settled_base} are the same for figures that are known after delivery. {as_of} is the time of the latest
-- purchase or delivery on record.

-- name: months
-- description: Orders, revenue, lateness and stars by month of purchase; repeat orders are those of customers who had ordered before
select
  cast(date_trunc('month', purchased_at) as date) as month,
  count(*) as orders,
  count(case when item_count > 0 then 1 end) as orders_with_items,
  cast(sum(item_count) as bigint) as items,
  cast(sum(item_revenue) as decimal(18, 2)) as revenue,
  count(case when purchase_number > 1 then 1 end) as repeat_orders,
  cast(sum(case when purchase_number > 1 then item_revenue else 0 end) as decimal(18, 2)) as repeat_revenue,
  count(is_late) as delivered,
  count(case when is_late then 1 end) as late,
  cast(count(case when is_late then 1 end) as double) / nullif(count(is_late), 0) as late_rate,
  count(case when order_status = 'canceled' then 1 end) as canceled,
  count(review_score) as reviews,
  cast(avg(review_score) as double) as review_score
from (
  select
    *,
    row_number() over (
      partition by customer_key
      order by purchased_at nulls first, order_id nulls first
    ) as purchase_number
  from gold.fact_orders
) as purchases
where purchased_at is not null
group by cast(date_trunc('month', purchased_at) as date)
order by month;

-- name: states
-- description: Orders, revenue, lateness and stars by state of the customer, with the revenue of the newest period and of the one compared with
select
  coalesce(c.state, 'unknown') as state,
  count(*) as orders,
  cast(sum(item_revenue) as decimal(18, 2)) as revenue,
  cast(sum(case when {newest} then item_revenue else 0 end) as decimal(18, 2)) as newest_revenue,
  cast(sum(case when {base} then item_revenue else 0 end) as decimal(18, 2)) as base_revenue,
  count(is_late) as delivered,
  count(case when is_late then 1 end) as late,
  cast(count(case when is_late then 1 end) as double) / nullif(count(is_late), 0) as late_rate,
  count(case when {settled} then is_late end) as newest_delivered,
  count(case when {settled} and is_late then 1 end) as newest_late,
  cast(avg(delivery_days) as double) as delivery_days,
  count(review_score) as reviews,
  cast(avg(review_score) as double) as review_score
from gold.fact_orders as o
left join gold.dim_customers as c on c.customer_key = o.customer_key
group by coalesce(c.state, 'unknown')
order by revenue desc, state;

-- name: categories
-- description: Items, revenue, lateness and stars by product category; an order counts in each category that it bought from, with its own lateness and stars
with orders_of_category as (
  select
    coalesce(p.category, 'unknown') as category,
    o.order_id,
    count(*) as items,
    sum(s.price) as revenue,
    min(o.purchased_at) as purchased_at,
    bool_or(o.is_late) as is_late,
    min(o.review_score) as review_score
  from gold.fact_sales as s
  join gold.fact_orders as o on o.order_id = s.order_id
  left join gold.dim_products as p on p.product_key = s.product_key
  group by coalesce(p.category, 'unknown'), o.order_id
)
select
  category,
  count(*) as orders,
  cast(sum(items) as bigint) as items,
  cast(sum(revenue) as decimal(18, 2)) as revenue,
  cast(sum(case when {newest} then revenue else 0 end) as decimal(18, 2)) as newest_revenue,
  cast(sum(case when {base} then revenue else 0 end) as decimal(18, 2)) as base_revenue,
  count(is_late) as delivered,
  count(case when is_late then 1 end) as late,
  cast(count(case when is_late then 1 end) as double) / nullif(count(is_late), 0) as late_rate,
  count(review_score) as reviews,
  cast(avg(review_score) as double) as review_score
from orders_of_category
group by category
order by revenue desc, category;

-- name: routes
-- description: Delivered and late orders by state of the seller and of the customer; an order of several sellers counts on each of its routes
with orders_on_route as (
  select distinct
    coalesce(v.state, 'unknown') as seller_state,
    coalesce(c.state, 'unknown') as customer_state,
    o.order_id,
    o.is_late
  from gold.fact_sales as s
  join gold.fact_orders as o on o.order_id = s.order_id
  left join gold.dim_sellers as v on v.seller_key = s.seller_key
  left join gold.dim_customers as c on c.customer_key = o.customer_key
  where o.is_late is not null
)
select
  seller_state,
  customer_state,
  count(*) as delivered,
  count(case when is_late then 1 end) as late,
  cast(count(case when is_late then 1 end) as double) / count(*) as late_rate
from orders_on_route
where seller_state <> 'unknown' and customer_state <> 'unknown'
group by seller_state, customer_state
order by late desc, seller_state, customer_state;

-- name: late_sellers
-- description: The 20 sellers with the most late orders beyond what the mean late rate gives for their delivered orders
with orders_of_seller as (
  select distinct s.seller_key, o.order_id, o.is_late
  from gold.fact_sales as s
  join gold.fact_orders as o on o.order_id = s.order_id
  where o.is_late is not null and s.seller_key <> -1
),
mean as (
  select cast(count(case when is_late then 1 end) as double) / nullif(count(*), 0) as late_rate from orders_of_seller
)
select
  v.seller_id,
  v.state,
  count(*) as delivered,
  count(case when b.is_late then 1 end) as late,
  cast(count(case when b.is_late then 1 end) as double) / count(*) as late_rate,
  cast(count(case when b.is_late then 1 end) as double) - max(m.late_rate) * count(*) as excess
from orders_of_seller as b
join gold.dim_sellers as v on v.seller_key = b.seller_key
cross join mean as m
group by v.seller_id, v.state
having count(*) >= 30
order by excess desc, seller_id
limit 20;

-- name: seller_concentration
-- description: Sellers with a sale, and how their revenue is distributed: share of the largest tenth, Gini coefficient (0 equal, 1 one has all), sum of squared shares
with revenues as (
  select seller_key, cast(sum(price) as double) as revenue from gold.fact_sales group by seller_key
),
ranked as (
  select
    revenue,
    row_number() over (order by revenue nulls first, seller_key nulls first) as place,
    count(*) over () as sellers,
    sum(revenue) over () as total
  from revenues
)
select
  count(*) as sellers,
  sum(case when place > 0.9 * sellers then revenue else 0 end) / nullif(max(total), 0) as top_tenth_share,
  2 * sum(place * revenue) / nullif(max(sellers) * max(total), 0) - cast(max(sellers) + 1 as double) / max(sellers) as gini,
  sum(revenue * revenue) / nullif(max(total) * max(total), 0) as squared_shares
from ranked
having count(*) > 0;

-- name: repeat_value
-- description: Customers with one order and with several: their number, orders and revenue
select
  case when orders > 1 then 'several' else 'one' end as customers_with,
  count(*) as customers,
  cast(sum(orders) as bigint) as orders,
  cast(sum(revenue) as decimal(18, 2)) as revenue
from (
  select customer_key, count(*) as orders, sum(item_revenue) as revenue
  from gold.fact_orders
  where customer_key <> -1
  group by customer_key
) as customers
group by case when orders > 1 then 'several' else 'one' end
order by customers_with;

-- name: order_statuses
-- description: Orders and their item revenue by status, and how many have passed the promised day at the latest event on record
select
  order_status,
  count(*) as orders,
  cast(sum(item_revenue) as decimal(18, 2)) as revenue,
  count(case when estimated_delivery_at < {as_of} then 1 end) as promise_passed
from gold.fact_orders
group by order_status
order by orders desc, order_status;

-- name: lateness_scores
-- description: Stars of orders delivered late, delivered on time, and not delivered; deviation is that of the sample
select
  case when is_late then 'late' when not is_late then 'on time' else 'not delivered' end as lateness,
  count(*) as orders,
  count(review_score) as reviews,
  cast(avg(review_score) as double) as review_score,
  stddev(cast(review_score as double)) as deviation,
  count(case when review_score <= 2 then 1 end) as low_scores
from gold.fact_orders
group by case when is_late then 'late' when not is_late then 'on time' else 'not delivered' end
order by lateness;

-- name: delay_scores
-- description: Stars by calendar days from the promised day to the delivery
select
  case
    when delay_days < -14 then -15 when delay_days < -7 then -14 when delay_days < 0 then -7 when delay_days = 0 then 0
    when delay_days <= 3 then 1 when delay_days <= 7 then 4 when delay_days <= 14 then 8 else 15
  end as days_from,
  count(*) as orders,
  count(review_score) as reviews,
  cast(avg(review_score) as double) as review_score,
  cast(count(case when review_score <= 2 then 1 end) as double) / nullif(count(review_score), 0) as low_share
from gold.fact_orders
where delay_days is not null
group by
  case
    when delay_days < -14 then -15 when delay_days < -7 then -14 when delay_days < 0 then -7 when delay_days = 0 then 0
    when delay_days <= 3 then 1 when delay_days <= 7 then 4 when delay_days <= 14 then 8 else 15
  end
order by days_from;

-- name: segments
-- description: Customer segments by recency, frequency and monetary value
select
  name, customers, share_of_customers, revenue, share_of_revenue, mean_recency_days, mean_frequency, mean_monetary
from gold.segment_profile
where view = 'rfm'
order by revenue desc, name;

-- name: clusters
-- description: Clusters of customers
select
  name, customers, share_of_customers, revenue, share_of_revenue, mean_recency_days, mean_frequency, mean_monetary
from gold.segment_profile
where view = 'cluster'
order by revenue desc, name;

-- name: open_orders
-- description: Orders that the model calls open, by whether the promised day has passed; expected late ones are those past it and the sum of the probabilities of the others
select
  case when o.estimated_delivery_at < {as_of} then 'overdue' else 'in time' end as promise,
  count(*) as orders,
  cast(sum(o.item_revenue) as decimal(18, 2)) as revenue,
  sum(case when o.estimated_delivery_at < {as_of} then 1 else p.probability end) as expected_late,
  count(case when p.predicted_late then 1 end) as alerts,
  count(case when o.shipped_at is null then 1 end) as not_shipped,
  min(o.purchased_at) as oldest_purchase
from gold.delivery_predictions as p
join gold.fact_orders as o on o.order_id = p.order_id
where p.split = 'open'
group by case when o.estimated_delivery_at < {as_of} then 'overdue' else 'in time' end
order by promise;

-- name: delivery_test
-- description: Quality of the late-delivery model on orders that it had not seen: ROC AUC by ranks, precision and recall of its alerts and of the riskiest tenth
with ranked as (
  select
    p.probability,
    p.predicted_late,
    o.is_late,
    rank() over (order by p.probability nulls first)
      + (count(*) over (partition by p.probability) - 1) / 2.0 as place,
    row_number() over (order by p.probability desc nulls last, p.order_id nulls last) as risk,
    count(*) over () as orders
  from gold.delivery_predictions as p
  join gold.fact_orders as o on o.order_id = p.order_id
  where p.split = 'test' and o.is_late is not null
),
counts as (
  select
    count(*) as orders,
    count(case when is_late then 1 end) as late,
    count(case when not is_late then 1 end) as on_time,
    cast(sum(case when is_late then place else 0.0 end) as double) as late_places,
    avg(probability) as mean_probability,
    count(case when predicted_late then 1 end) as alerts,
    count(case when predicted_late and is_late then 1 end) as true_alerts,
    count(case when risk <= 0.1 * orders then 1 end) as tenth,
    count(case when risk <= 0.1 * orders and is_late then 1 end) as late_in_tenth
  from ranked
)
select
  orders,
  late,
  cast(late as double) / orders as late_rate,
  mean_probability,
  (late_places - late * (late + 1) / 2.0) / nullif(cast(late as double) * on_time, 0) as roc_auc,
  alerts,
  cast(true_alerts as double) / nullif(alerts, 0) as alert_precision,
  cast(true_alerts as double) / nullif(late, 0) as alert_recall,
  cast(late_in_tenth as double) / nullif(tenth, 0) as tenth_precision,
  cast(late_in_tenth as double) / nullif(late, 0) as tenth_recall
from counts
where orders > 0;

-- name: delivery_reliability
-- description: Predicted and observed share of late orders in tenths of the tested orders by predicted risk
with ranked as (
  select
    p.probability,
    o.is_late,
    ntile(10) over (order by p.probability nulls first, p.order_id nulls first) as tenth
  from gold.delivery_predictions as p
  join gold.fact_orders as o on o.order_id = p.order_id
  where p.split = 'test' and o.is_late is not null
)
select
  cast(tenth as int) as tenth,
  count(*) as orders,
  avg(probability) as predicted,
  cast(count(case when is_late then 1 end) as double) / count(*) as observed
from ranked
group by tenth
order by tenth;

-- name: drifted_features
-- description: Features of the late-delivery model whose newest values differ largely from those before (population stability index above 0.25 and above its noise)
select feature, psi, psi_noise, reference_mean, current_mean, current_from, current_until
from gold.feature_drift
where level = 'LARGE' and psi > psi_noise and current_until = (select max(current_until) from gold.feature_drift)
order by psi desc, feature
limit 10;

-- name: sentiment_by_month
-- description: Sentiment of review texts by month of purchase
select
  cast(date_trunc('month', o.purchased_at) as date) as month,
  count(*) as reviews,
  avg(cast(s.score as double)) as sentiment_score,
  cast(count(case when s.label = 'positive' then 1 end) as double) / count(*) as positive_share,
  cast(count(case when s.label = 'negative' then 1 end) as double) / count(*) as negative_share
from gold.review_sentiment as s
join gold.fact_orders as o on o.order_id = s.order_id
where o.purchased_at is not null
group by cast(date_trunc('month', o.purchased_at) as date)
order by month;

-- name: sentiment_by_lateness
-- description: Sentiment of review texts of orders delivered late, delivered on time, and not delivered
select
  case when o.is_late then 'late' when not o.is_late then 'on time' else 'not delivered' end as lateness,
  count(*) as reviews,
  avg(cast(s.score as double)) as sentiment_score,
  count(case when s.label = 'positive' then 1 end) as positive,
  count(case when s.label = 'neutral' then 1 end) as neutral,
  count(case when s.label = 'mixed' then 1 end) as mixed,
  count(case when s.label = 'negative' then 1 end) as negative,
  cast(count(case when s.label = 'negative' then 1 end) as double) / count(*) as negative_share
from gold.review_sentiment as s
join gold.fact_orders as o on o.order_id = s.order_id
group by case when o.is_late then 'late' when not o.is_late then 'on time' else 'not delivered' end
order by lateness;

-- name: sentiment_by_category
-- description: Sentiment of review texts by product category; an order counts in each category that it bought from
with orders_of_category as (
  select distinct coalesce(p.category, 'unknown') as category, f.order_id
  from gold.fact_sales as f
  left join gold.dim_products as p on p.product_key = f.product_key
)
select
  b.category,
  count(*) as reviews,
  avg(cast(s.score as double)) as sentiment_score,
  cast(count(case when s.label = 'negative' then 1 end) as double) / count(*) as negative_share
from gold.review_sentiment as s
join orders_of_category as b on b.order_id = s.order_id
group by b.category
having count(*) >= 100
order by negative_share desc, category;

-- name: complaint_topics
-- description: What negative texts are about, by words in them; a text may have several topics or none
with texts as (
  select
    translate(lower(r.comment), 'áàâãäéèêëíìïóòôõöúùûüç', 'aaaaaeeeeiiiooooouuuuc') as words,
    o.is_late
  from gold.review_sentiment as s
  join silver.reviews as r on r.review_id = s.review_id and r.order_id = s.order_id
  join gold.fact_orders as o on o.order_id = s.order_id
  where s.label = 'negative' and r.comment is not null
),
topics as (
  select
    matches(words, '{delivery_words}') as delivery,
    matches(words, '{product_words}') as product,
    matches(words, '{mixup_words}') as mixup,
    matches(words, '{service_words}') as service
  from texts
)
select
  count(*) as texts,
  count(case when delivery then 1 end) as delivery,
  count(case when product then 1 end) as product,
  count(case when mixup then 1 end) as mixup,
  count(case when service then 1 end) as service,
  count(case when not (delivery or product or mixup or service) then 1 end) as none
from topics
having count(*) > 0;

-- name: complaint_topics_by_stars
-- description: What texts with 1 or 2 stars are about, by words in them; a text may have several topics or none
with texts as (
  select translate(lower(r.comment), 'áàâãäéèêëíìïóòôõöúùûüç', 'aaaaaeeeeiiiooooouuuuc') as words
  from silver.reviews as r
  where r.score <= 2 and r.comment is not null
),
topics as (
  select
    matches(words, '{delivery_words}') as delivery,
    matches(words, '{product_words}') as product,
    matches(words, '{mixup_words}') as mixup,
    matches(words, '{service_words}') as service
  from texts
)
select
  count(*) as texts,
  count(case when delivery then 1 end) as delivery,
  count(case when product then 1 end) as product,
  count(case when mixup then 1 end) as mixup,
  count(case when service then 1 end) as service,
  count(case when not (delivery or product or mixup or service) then 1 end) as none
from topics
having count(*) > 0;

-- name: payment_types
-- description: Orders and revenue by the payment type that paid most
select
  coalesce(main_payment_type, 'unknown') as payment_type,
  count(*) as orders,
  cast(sum(item_revenue) as decimal(18, 2)) as revenue,
  avg(cast(max_installments as double)) as installments
from gold.fact_orders
group by coalesce(main_payment_type, 'unknown')
order by revenue desc, payment_type;
