select
  case
    when not o.is_late then 1
    when o.delay_days <= 3 then 2
    when o.delay_days <= 7 then 3
    else 4
  end as step,
  count(*) as reviews,
  count(case when s.label = 'positive' then 1 end) as positive,
  count(case when s.label = 'negative' then 1 end) as negative,
  count(case when s.label not in ('positive', 'negative') then 1 end) as other,
  cast(avg(s.score) as double) as score
from gold.review_sentiment as s
join gold.fact_orders as o on o.order_id = s.order_id
where o.is_late is not null
group by 1
order by 1
