-- Metrics: one number each, as an aggregate over the rows of a source (orders, purchases or sentiment), for any period.
-- Late and delivered are those of gold.fact_orders. An outcome is known only after delivery.

-- metric: orders
-- source: orders
-- unit: orders
-- better: higher
-- outcome: no
-- description: Orders, whatever their status
count(*);

-- metric: active_customers
-- source: orders
-- unit: customers
-- better: higher
-- outcome: no
-- description: Distinct customers as persons with an order
count(distinct case when customer_key <> -1 then customer_key end);

-- metric: item_revenue
-- source: orders
-- unit: BRL
-- better: higher
-- outcome: no
-- description: Sum of the prices of all items, freight apart
cast(sum(item_revenue) as decimal(18, 2));

-- metric: freight
-- source: orders
-- unit: BRL
-- better: neither
-- outcome: no
-- description: Sum of the freight of all items
cast(sum(freight) as decimal(18, 2));

-- metric: payment_total
-- source: orders
-- unit: BRL
-- better: higher
-- outcome: no
-- description: Sum of all payments
cast(sum(payment_total) as decimal(18, 2));

-- metric: basket
-- source: orders
-- unit: items per order
-- better: higher
-- outcome: no
-- description: Items per order that has items
cast(sum(item_count) as double) / nullif(count(case when item_count > 0 then 1 end), 0);

-- metric: average_order_value
-- source: orders
-- unit: BRL
-- better: higher
-- outcome: no
-- description: Item revenue per order that has items
cast(cast(sum(item_revenue) as double) / nullif(count(case when item_count > 0 then 1 end), 0) as decimal(18, 2));

-- metric: price_per_item
-- source: orders
-- unit: BRL
-- better: neither
-- outcome: no
-- description: Item revenue per item
cast(cast(sum(item_revenue) as double) / nullif(cast(sum(item_count) as double), 0) as decimal(18, 2));

-- metric: freight_share
-- source: orders
-- unit: ratio
-- better: lower
-- outcome: no
-- description: Freight per real of item revenue
cast(sum(freight) as double) / nullif(cast(sum(item_revenue) as double), 0);

-- metric: cancel_rate
-- source: orders
-- unit: ratio
-- better: lower
-- outcome: yes
-- description: Cancelled orders per order
cast(count(case when order_status = 'canceled' then 1 end) as double) / nullif(count(*), 0);

-- metric: delivered_orders
-- source: orders
-- unit: orders
-- better: higher
-- outcome: yes
-- description: Orders of status delivered with a delivery date
count(is_late);

-- metric: late_orders
-- source: orders
-- unit: orders
-- better: lower
-- outcome: yes
-- description: Orders delivered after the estimated timestamp, as recorded (the estimate is a midnight)
count(case when is_late then 1 end);

-- metric: late_rate
-- source: orders
-- unit: ratio
-- better: lower
-- outcome: yes
-- description: Late orders per delivered order
cast(count(case when is_late then 1 end) as double) / nullif(count(is_late), 0);

-- metric: late_orders_by_day
-- source: orders
-- unit: orders
-- better: lower
-- outcome: yes
-- description: Orders delivered on a later calendar day than estimated
count(case when is_late_by_day then 1 end);

-- metric: late_rate_by_day
-- source: orders
-- unit: ratio
-- better: lower
-- outcome: yes
-- description: Orders late by calendar day per delivered order
cast(count(case when is_late_by_day then 1 end) as double) / nullif(count(is_late_by_day), 0);

-- metric: mean_delivery_days
-- source: orders
-- unit: days
-- better: lower
-- outcome: yes
-- description: Mean calendar days from purchase to delivery
cast(avg(delivery_days) as double);

-- metric: median_delivery_days
-- source: orders
-- unit: days
-- better: lower
-- outcome: yes
-- description: Median calendar days from purchase to delivery
median(cast(delivery_days as double));

-- metric: promised_days
-- source: orders
-- unit: days
-- better: neither
-- outcome: no
-- description: Mean calendar days from purchase to the promised day
avg(cast(days_between(purchased_at, estimated_delivery_at) as double));

-- metric: order_review_score
-- source: orders
-- unit: stars
-- better: higher
-- outcome: yes
-- description: Mean score of orders with a review, the latest review of each
cast(avg(review_score) as double);

-- metric: on_time_review_score
-- source: orders
-- unit: stars
-- better: higher
-- outcome: yes
-- description: Mean score of orders delivered on time
avg(case when not is_late then cast(review_score as double) end);

-- metric: late_review_score
-- source: orders
-- unit: stars
-- better: higher
-- outcome: yes
-- description: Mean score of orders delivered late
avg(case when is_late then cast(review_score as double) end);

-- metric: low_score_share
-- source: orders
-- unit: ratio
-- better: lower
-- outcome: yes
-- description: Orders with 1 or 2 stars per order with a review
cast(count(case when review_score <= 2 then 1 end) as double) / nullif(count(review_score), 0);

-- metric: repeat_order_share
-- source: purchases
-- unit: ratio
-- better: higher
-- outcome: no
-- description: Orders of customers who had ordered before, per order
cast(count(case when purchase_number > 1 then 1 end) as double) / nullif(count(*), 0);

-- metric: repeat_revenue_share
-- source: purchases
-- unit: ratio
-- better: higher
-- outcome: no
-- description: Item revenue of the second and later orders of customers, per real of item revenue
cast(sum(case when purchase_number > 1 then item_revenue else 0 end) as double)
  / nullif(cast(sum(item_revenue) as double), 0);

-- metric: sentiment_reviews
-- source: sentiment
-- unit: reviews
-- better: neither
-- outcome: yes
-- description: Reviews whose text was scored
count(*);

-- metric: sentiment_score
-- source: sentiment
-- unit: score
-- better: higher
-- outcome: yes
-- description: Mean sentiment of review texts, from -1 (negative) to 1 (positive)
avg(cast(s.score as double));

-- metric: positive_share
-- source: sentiment
-- unit: ratio
-- better: higher
-- outcome: yes
-- description: Texts of positive sentiment per text
cast(count(case when s.label = 'positive' then 1 end) as double) / nullif(count(*), 0);

-- metric: negative_share
-- source: sentiment
-- unit: ratio
-- better: lower
-- outcome: yes
-- description: Texts of negative sentiment per text
cast(count(case when s.label = 'negative' then 1 end) as double) / nullif(count(*), 0);

-- metric: late_negative_share
-- source: sentiment
-- unit: ratio
-- better: lower
-- outcome: yes
-- description: Texts of negative sentiment per text, orders delivered late
cast(count(case when o.is_late and s.label = 'negative' then 1 end) as double)
  / nullif(count(case when o.is_late then 1 end), 0);

-- metric: on_time_negative_share
-- source: sentiment
-- unit: ratio
-- better: lower
-- outcome: yes
-- description: Texts of negative sentiment per text, orders delivered on time
cast(count(case when not o.is_late and s.label = 'negative' then 1 end) as double)
  / nullif(count(case when not o.is_late then 1 end), 0);
