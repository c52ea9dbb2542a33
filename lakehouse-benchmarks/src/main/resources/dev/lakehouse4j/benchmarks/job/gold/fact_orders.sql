with source_rows as (
:model
)
select
  f.order_id,
  coalesce(c.customer_key, -1) as customer_key,
  coalesce(d.date_key, -1) as purchase_date_key,
  f.order_status,
  f.purchased_at,
  f.approved_at,
  f.shipped_at,
  f.delivered_at,
  f.estimated_delivery_at,
  f.item_count,
  f.seller_count,
  f.item_revenue,
  f.freight,
  f.payment_total,
  f.main_payment_type,
  f.max_installments,
  f.delivery_days,
  f.delay_days,
  f.is_late,
  f.is_late_by_day,
  f.review_score
from source_rows f
left join gold.dim_customers c on c.customer_unique_id = f.customer_unique_id
left join gold.dim_date d on d.date = f.purchase_date
