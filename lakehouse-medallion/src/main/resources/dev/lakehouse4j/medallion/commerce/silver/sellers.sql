-- One row per seller, its place repaired by the zip prefix where that is safe.
-- Sellers typed their own city: «sao paulo / sp», «lages - sc», «brasilia df», «sp / sp», «parana», «04482255», an e-mail
-- address, «sao paluo», and about thirty of other states say SP.
with repeated as (
  select
    trim(seller_id) as seller_id,
    count(*) as records
  from bronze.sellers
  -- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
  where trim(seller_id) <> ''
  group by trim(seller_id)
  having count(*) > 1
),
ranked as (
  select
    b._batch_id,
    b._source_file,
    b._source_row,
    row_number() over (
      partition by r.seller_id
      order by b._ingested_at desc nulls last, b._source_file desc nulls last, b._source_row desc nulls last
    ) as newest
  from bronze.sellers b
  join repeated r on r.seller_id = trim(b.seller_id)
),
-- few keys repeat, so the rows that a newer one replaces are looked for apart: ranking all rows would take longer
superseded as (
  select _batch_id, _source_file, _source_row from ranked where newest > 1
),
newest as (
  select
    nullif(trim(seller_id), '') as seller_id,
    lpad(nullif(trim(seller_zip_code_prefix), ''), 5, '0') as zip_prefix,
    nullif(upper(trim(seller_state)), '') as state,
    -- lower case without accents, one kind of apostrophe, blanks collapsed
    regexp_replace_all(translate(strip_accents(lower(trim(seller_city))), '´`', ''''''), ' +', ' ') as spelling
  from bronze.sellers b
  where
    not exists (
      select 1
      from superseded s
      where s._batch_id = b._batch_id and s._source_file = b._source_file and s._source_row = b._source_row
    )
),
-- cut a slash, comma or bracket with what follows it, and a dash set between blanks; an e-mail address names no city
cut as (
  select
    seller_id,
    zip_prefix,
    state,
    case
      when not spelling like '%@%'
        then trim(split_part(regexp_extract(spelling, '^[a-z][a-z0-9 .''-]*', 0), ' - ', 1))
    end as city
  from newest
),
-- cut the code of a state at the end: «andira-pr», «angra dos reis rj», «aguas claras df» (of a seller who says SP)
without_state as (
  select
    seller_id,
    zip_prefix,
    state,
    case
      when matches(city, '[ -](ac|al|am|ap|ba|ce|df|es|go|ma|mg|ms|mt|pa|pb|pe|pi|pr|rj|rn|ro|rr|rs|sc|se|sp|to)$')
        then trim(left(city, length(city) - 3))
      else city
    end as city
  from cut
),
-- a state is no city (São Paulo, Rio de Janeiro and Tocantins are both), nor are «centro» and the short form «sbc»
named as (
  select
    seller_id,
    zip_prefix,
    state,
    case
      when
        length(city) > 2
        and city not in (
          'acre', 'alagoas', 'amapa', 'amazonas', 'bahia', 'ceara', 'distrito federal', 'espirito santo', 'goias',
          'maranhao', 'mato grosso', 'mato grosso do sul', 'minas gerais', 'para', 'paraiba', 'parana', 'pernambuco',
          'piaui', 'rio grande do norte', 'rio grande do sul', 'rondonia', 'roraima', 'santa catarina', 'sergipe',
          'brasil', 'centro', 'sbc'
        )
        then city
    end as city
  from without_state
)
select
  s.seller_id,
  s.zip_prefix,
  -- no usable city, or within two letters of the prefix's own city: the prefix's city, if the state does not speak against
  case
    when coalesce(s.state, g.state) <> g.state then s.city
    when s.city is null then g.city
    when length(s.city) > 4 and levenshtein(s.city, g.city) <= 2 then g.city
    else s.city
  end as city,
  -- zip prefix and city agree on a place in another state: the state is what was mistyped
  case
    when s.state is null or (g.state <> s.state and s.city = g.city) then coalesce(g.state, s.state)
    else s.state
  end as state
from named s
left join silver.geolocation g on g.zip_prefix = s.zip_prefix
