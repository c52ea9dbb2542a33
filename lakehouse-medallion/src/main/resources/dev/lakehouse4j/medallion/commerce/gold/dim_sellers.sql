-- One row per seller, located by zip prefix.
select
  s.seller_id,
  s.zip_prefix,
  s.city,
  s.state,
  g.latitude,
  g.longitude
from silver.sellers s
left join silver.geolocation g on g.zip_prefix = s.zip_prefix
