select
  cast(date_trunc('month', o.purchased_at) as date) as month,
  count(*) as reviews,
  count(case when s.label = 'positive' then 1 end) as positive,
  count(case when s.label = 'negative' then 1 end) as negative,
  count(case when s.label not in ('positive', 'negative') then 1 end) as other,
  cast(avg(s.score) as double) as score
from gold.review_sentiment as s
join gold.fact_orders as o on o.order_id = s.order_id
where o.purchased_at is not null
group by 1
order by 1
