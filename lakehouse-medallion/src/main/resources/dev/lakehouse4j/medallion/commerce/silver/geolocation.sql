-- One row per zip prefix: the median of its points inside Brazil, and the city and state that most of them name.
-- The file repeats points (a quarter of its rows are exact duplicates) and places some on other continents; the median
-- of the points inside the box is moved by neither. A prefix without a point inside stays, with null coordinates, and an
-- expectation counts it.
with points as (
  select
    lpad(nullif(trim(geolocation_zip_code_prefix), ''), 5, '0') as zip_prefix,
    try_cast(geolocation_lat as double) as latitude,
    try_cast(geolocation_lng as double) as longitude
  from bronze.geolocation
),
centres as (
  select
    zip_prefix,
    median(case when latitude between -33.9 and 5.4 and longitude between -74.1 and -32.3 then latitude end) as latitude,
    median(case when latitude between -33.9 and 5.4 and longitude between -74.1 and -32.3 then longitude end)
      as longitude,
    count(case when latitude between -33.9 and 5.4 and longitude between -74.1 and -32.3 then 1 end) as point_count
  from points
  group by zip_prefix
),
-- count the spellings as they are first: cleaning some ten thousand of them is cheaper than a million points
spellings as (
  select
    geolocation_zip_code_prefix as zip,
    geolocation_city as city,
    geolocation_state as state,
    count(*) as points
  from bronze.geolocation
  group by geolocation_zip_code_prefix, geolocation_city, geolocation_state
),
cleaned as (
  select
    lpad(nullif(trim(zip), ''), 5, '0') as zip_prefix,
    -- lower case without accents, blanks collapsed, and cut before a slash, comma, bracket or digit code
    nullif(
      trim(
        regexp_extract(
          regexp_replace_all(strip_accents(lower(trim(city))), ' +', ' '),
          '^[a-z][a-z0-9 .''-]*',
          0
        )
      ),
      ''
    ) as city,
    nullif(upper(trim(state)), '') as state,
    points
  from spellings
),
places as (
  select
    zip_prefix,
    city,
    state,
    row_number() over (
      partition by zip_prefix
      order by sum(points) desc nulls last, city asc nulls last, state asc nulls last
    ) as place
  from cleaned
  group by zip_prefix, city, state
)
select
  c.zip_prefix,
  c.latitude,
  c.longitude,
  p.city,
  p.state,
  c.point_count
from centres c
left join places p on p.zip_prefix = c.zip_prefix and p.place = 1
