-- One row per segment by rules and per cluster.
with named as (
  select 'rfm' as view, segment as name, recency_days, frequency, monetary from gold.customer_segments
  union all
  select 'cluster' as view, cluster_name as name, recency_days, frequency, monetary from gold.customer_segments
),
total as (
  select count(*) as customers, cast(sum(monetary) as double) as revenue from gold.customer_segments
),
grouped as (
  select
    view,
    name,
    count(*) as customers,
    sum(monetary) as revenue,
    cast(sum(recency_days) as double) as days,
    cast(sum(frequency) as double) as purchases
  from named
  group by view, name
)
select
  g.view,
  g.name,
  g.customers,
  cast(g.customers as double) / t.customers as share_of_customers,
  cast(g.revenue as decimal(18, 2)) as revenue,
  case when t.revenue > 0 then cast(g.revenue as double) / t.revenue end as share_of_revenue,
  g.days / g.customers as mean_recency_days,
  g.purchases / g.customers as mean_frequency,
  cast(g.revenue as double) / g.customers as mean_monetary
from grouped g
cross join total t
order by g.view, g.name
