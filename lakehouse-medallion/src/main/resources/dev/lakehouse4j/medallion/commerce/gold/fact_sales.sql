-- One row per item sold.
select
  i.order_id,
  i.order_item_id,
  c.customer_unique_id,
  i.product_id,
  i.seller_id,
  cast(o.purchased_at as date) as purchase_date,
  i.price,
  i.freight
from silver.order_items i
left join silver.orders o on o.order_id = i.order_id
left join silver.customers c on c.customer_id = o.customer_id
