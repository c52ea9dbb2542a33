-- Figures that have no period, one block each: name, unit, description, query. A query returns one value, or rows of
-- (label, value). Late and delivered are those of gold.fact_orders. The unknown member of a dimension has key -1.

-- name: items
-- unit: items
-- description: Items sold
select count(*) from gold.fact_sales;

-- name: payments
-- unit: payments
-- description: Payment rows; an order may be paid in several ways
select count(*) from silver.payments;

-- name: reviews
-- unit: reviews
-- description: Review rows, one per review and order
select count(*) from silver.reviews;

-- name: orders_by_status
-- unit: orders
-- description: Orders by status
select order_status as label, count(*) as value
from gold.fact_orders
group by order_status
order by value desc, label;

-- name: customers
-- unit: customers
-- description: Customers as persons
select count(*) from gold.dim_customers where customer_key <> -1;

-- name: products
-- unit: products
-- description: Products in the catalogue
select count(*) from gold.dim_products where product_key <> -1;

-- name: sellers
-- unit: sellers
-- description: Sellers
select count(*) from gold.dim_sellers where seller_key <> -1;

-- name: orders_with_items
-- unit: orders
-- description: Orders with at least one item
select count(*) from gold.fact_orders where item_count > 0;

-- name: orders_without_items
-- unit: orders
-- description: Orders without an item
select count(*) from gold.fact_orders where item_count = 0;

-- name: delivered_without_date
-- unit: orders
-- description: Orders of status delivered without a delivery date
select count(*) from gold.fact_orders where order_status = 'delivered' and delivered_at is null;

-- name: distinct_review_ids
-- unit: reviews
-- description: Distinct review ids
select count(distinct review_id) from silver.reviews;

-- name: review_ids_on_several_orders
-- unit: reviews
-- description: Review ids that several orders share
select count(*) from (select review_id from silver.reviews group by review_id having count(*) > 1) as shared;

-- name: orders_with_several_reviews
-- unit: orders
-- description: Orders with more than one review
select count(*) from (select order_id from silver.reviews group by order_id having count(*) > 1) as several;

-- name: review_score
-- unit: stars
-- description: Mean score over review rows
select cast(avg(score) as double) from silver.reviews;

-- name: reviews_by_score
-- unit: reviews
-- description: Review rows by score
select cast(score as string) as label, count(*) as value from silver.reviews group by score order by label;

-- name: reviews_with_comment
-- unit: reviews
-- description: Reviews with a comment
select count(comment) from silver.reviews;

-- name: reviews_with_line_break
-- unit: reviews
-- description: Reviews with a line break in the comment, as delivered in the file
select count(*) from bronze.reviews where instr(review_comment_message, chr(10)) > 0;

-- name: payments_by_type
-- unit: payments
-- description: Payment rows by type
select payment_type as label, count(*) as value
from silver.payments
group by payment_type
order by value desc, label;

-- name: payment_value_by_type
-- unit: BRL
-- description: Payment value by type
select payment_type as label, cast(sum(payment_value) as decimal(18, 2)) as value
from silver.payments
group by payment_type
order by value desc, label;

-- name: orders_without_payment
-- unit: orders
-- description: Orders without a payment row
select count(*) from gold.fact_orders where payment_total is null;

-- name: products_without_category
-- unit: products
-- description: Products without a category
select count(*) from silver.products where category_pt is null;

-- name: products_with_zero_weight
-- unit: products
-- description: Products whose weight is given as 0; null in silver
select count(*) from bronze.products where try_cast(product_weight_g as double) = 0;

-- name: products_without_dimensions
-- unit: products
-- description: Products without length, height and width
select count(*) from silver.products where length_cm is null and height_cm is null and width_cm is null;

-- name: categories_without_translation
-- unit: products
-- description: Categories that the translation file lacks, with their number of products
select p.category_pt as label, count(*) as value
from silver.products p
where
  p.category_pt is not null
  and not exists (
    select 1
    from bronze.category_translation t
    where lower(trim(t.product_category_name)) = p.category_pt
  )
group by p.category_pt
order by label;

-- name: geolocation_rows
-- unit: rows
-- description: Points in the geolocation file
select count(*) from bronze.geolocation;

-- name: geolocation_duplicates
-- unit: rows
-- description: Points that repeat another one exactly
select cast(coalesce(sum(repetitions - 1), 0) as bigint)
from (
  select count(*) as repetitions
  from bronze.geolocation
  group by
    geolocation_zip_code_prefix,
    geolocation_lat,
    geolocation_lng,
    geolocation_city,
    geolocation_state
) as points;

-- name: geolocation_outside_brazil
-- unit: rows
-- description: Points outside Brazil's box (latitude -33.9 to 5.4, longitude -74.1 to -32.3)
select count(*)
from bronze.geolocation
where
  not (
    try_cast(geolocation_lat as double) between -33.9 and 5.4
    and try_cast(geolocation_lng as double) between -74.1 and -32.3
  );

-- name: zip_prefixes
-- unit: zip prefixes
-- description: Zip prefixes in the geolocation file
select count(*) from silver.geolocation;

-- name: zip_prefixes_located
-- unit: zip prefixes
-- description: Zip prefixes with a point inside Brazil's box
select count(latitude) from silver.geolocation;

-- name: customers_without_location
-- unit: customers
-- description: Customers whose zip prefix geolocation lacks
select count(*) from gold.dim_customers where customer_key <> -1 and latitude is null;

-- name: sellers_without_location
-- unit: sellers
-- description: Sellers whose zip prefix geolocation lacks
select count(*) from gold.dim_sellers where seller_key <> -1 and latitude is null;

-- name: repeat_customers
-- unit: customers
-- description: Customers with several orders
select count(*) from gold.dim_customers where order_count > 1;

-- name: repeat_rate
-- unit: ratio
-- description: Customers with several orders per customer with an order
select cast(count(case when order_count > 1 then 1 end) as double) / nullif(count(*), 0)
from gold.dim_customers
where order_count > 0;

-- name: orders_with_several_sellers
-- unit: orders
-- description: Orders with items of several sellers
select count(*) from gold.fact_orders where seller_count > 1;

-- name: top_categories
-- unit: BRL
-- description: The five categories with the highest item revenue
select category as label, revenue as value from gold.kpi_category order by revenue desc, category limit 5;

-- name: top_states
-- unit: BRL
-- description: The five states of customers with the highest item revenue
select state as label, revenue as value from gold.kpi_state order by revenue desc, state limit 5;

-- name: late_rate_by_month
-- unit: ratio
-- description: Late orders per delivered order, by month of purchase
select cast(month as string) as label, late_rate as value from gold.kpi_monthly order by month;

-- name: late_rate_by_state
-- unit: ratio
-- description: Late orders per delivered order, by state of the customer
select state as label, late_rate as value from gold.kpi_state order by value desc nulls last, label;

-- name: revenue_by_month
-- unit: BRL
-- description: Item revenue by month of purchase
select cast(month as string) as label, revenue as value from gold.kpi_monthly order by month;

-- name: first_purchase
-- unit: timestamp
-- description: Time of the first purchase, Brazilian wall-clock time
select min(purchased_at) from gold.fact_orders;

-- name: last_purchase
-- unit: timestamp
-- description: Time of the last purchase, Brazilian wall-clock time
select max(purchased_at) from gold.fact_orders;

-- name: delivered_before_shipped
-- unit: orders
-- description: Orders that the customer had before the carrier
select count(*) from gold.fact_orders where delivered_at < shipped_at;

-- name: shipped_before_approved
-- unit: orders
-- description: Orders that the carrier had before the approval
select count(*) from gold.fact_orders where shipped_at < approved_at;

-- name: shipped_before_purchased
-- unit: orders
-- description: Orders that the carrier had before the purchase
select count(*) from gold.fact_orders where shipped_at < purchased_at;

-- name: zero_value_payments
-- unit: payments
-- description: Payments of value 0
select count(*) from silver.payments where payment_value = 0;

-- name: payments_without_installments
-- unit: payments
-- description: Payments whose number of instalments is missing or given as 0
select count(*) from silver.payments where installments is null;

-- name: repeated_item_rows
-- unit: items
-- description: Items that repeat order, product and seller of another one: quantities, not duplicates
select cast(coalesce(sum(repetitions - 1), 0) as bigint)
from (
  select count(*) as repetitions from silver.order_items group by order_id, product_id, seller_id
) as quantities;
