-- One row per review of an order. A review id is shared by several orders, so the key is (review_id, order_id).
with repeated as (
  select
    trim(review_id) as review_id,
    trim(order_id) as order_id,
    count(*) as records
  from bronze.reviews
  -- rows without an id are no repetitions of each other: an expectation takes them out, where they can be seen
  where trim(review_id) <> '' and trim(order_id) <> ''
  group by trim(review_id), trim(order_id)
  having count(*) > 1
),
ranked as (
  select
    b._batch_id,
    b._source_file,
    b._source_row,
    row_number() over (
      partition by r.review_id, r.order_id
      order by b._ingested_at desc nulls last, b._source_file desc nulls last, b._source_row desc nulls last
    ) as newest
  from bronze.reviews b
  join repeated r on r.review_id = trim(b.review_id) and r.order_id = trim(b.order_id)
),
-- few keys repeat, so the rows that a newer one replaces are looked for apart: ranking all rows would take longer
superseded as (
  select _batch_id, _source_file, _source_row from ranked where newest > 1
),
typed as (
  select
    nullif(trim(review_id), '') as review_id,
    nullif(trim(order_id), '') as order_id,
    try_cast(review_score as int) as score,
    nullif(trim(review_comment_title), '') as title,
    -- some comments hold nothing but a line break; line breaks inside a text stay
    case
      when trim(translate(review_comment_message, chr(13) || chr(10) || chr(9), '   ')) <> ''
        then trim(review_comment_message)
    end as comment,
    try_cast(review_creation_date as timestamp) as created_at,
    try_cast(review_answer_timestamp as timestamp) as answered_at
  from bronze.reviews b
  where
    not exists (
      select 1
      from superseded s
      where s._batch_id = b._batch_id and s._source_file = b._source_file and s._source_row = b._source_row
    )
)
select
  review_id,
  order_id,
  score,
  title,
  comment,
  created_at,
  answered_at
from typed
