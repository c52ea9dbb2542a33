select
  case
    when not is_late and delay_days <= -8 then 1
    when not is_late then 2
    when delay_days <= 0 then 3
    when delay_days <= 3 then 4
    when delay_days <= 7 then 5
    when delay_days <= 14 then 6
    else 7
  end as step,
  count(*) as orders,
  count(review_score) as reviews,
  cast(sum(review_score) as bigint) as stars,
  cast(avg(review_score) as double) as review_score,
  count(case when review_score = 1 then 1 end) as one_star
from gold.fact_orders
where is_late is not null
group by 1
order by 1
