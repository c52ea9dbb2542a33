with source_rows as (
:model
)
select
  f.order_id,
  f.order_item_id,
  coalesce(c.customer_key, -1) as customer_key,
  coalesce(p.product_key, -1) as product_key,
  coalesce(s.seller_key, -1) as seller_key,
  coalesce(d.date_key, -1) as purchase_date_key,
  f.price,
  f.freight
from source_rows f
left join gold.dim_customers c on c.customer_unique_id = f.customer_unique_id
left join gold.dim_products p on p.product_id = f.product_id
left join gold.dim_sellers s on s.seller_id = f.seller_id
left join gold.dim_date d on d.date = f.purchase_date
