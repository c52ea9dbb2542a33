select
  feature,
  level,
  psi,
  psi_noise,
  reference_mean,
  current_mean,
  current_from,
  current_until,
  current_rows
from gold.feature_drift
where psi is not null
  and current_until = (select max(current_until) from gold.feature_drift)
order by psi desc, feature
