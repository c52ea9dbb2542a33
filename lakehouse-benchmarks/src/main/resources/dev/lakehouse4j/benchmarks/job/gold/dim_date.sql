with bounds as (
  select
    make_date(year(least(min(purchased_at), min(delivered_at), min(estimated_delivery_at))), 1, 1) as first_day,
    make_date(year(greatest(max(purchased_at), max(delivered_at), max(estimated_delivery_at))), 12, 31) as last_day
  from silver.orders
),
days as (
  select cast(date_add(b.first_day, cast(r.i as int)) as date) as d
  from bounds b
  cross join range(0, 73049) as r(i)
  where cast(r.i as int) <= days_between(b.first_day, b.last_day)
)
select
  date_key(d) as date_key,
  d as date,
  cast(year(d) as int) as year,
  cast(quarter(d) as int) as quarter,
  cast(month(d) as int) as month,
  case month(d)
    when 1 then 'January' when 2 then 'February' when 3 then 'March' when 4 then 'April' when 5 then 'May'
    when 6 then 'June' when 7 then 'July' when 8 then 'August' when 9 then 'September' when 10 then 'October'
    when 11 then 'November' when 12 then 'December'
  end as month_name,
  cast(weekofyear(d) as int) as iso_week,
  iso_weekday(d) as weekday,
  iso_weekday(d) >= 6 as is_weekend,
  date_key(d) in (
    20160101, 20160325, 20160421, 20160501, 20160907, 20161012, 20161102, 20161115, 20161225,
    20170101, 20170414, 20170421, 20170501, 20170907, 20171012, 20171102, 20171115, 20171225,
    20180101, 20180330, 20180421, 20180501, 20180907, 20181012, 20181102, 20181115, 20181225
  ) as is_holiday
from days
union all
select -1, null, null, null, null, null, null, null, null, null
