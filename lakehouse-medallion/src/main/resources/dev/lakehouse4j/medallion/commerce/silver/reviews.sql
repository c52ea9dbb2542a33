-- One row per review of an order. A review id is shared by several orders, so the key is (review_id, order_id).
with typed as (
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
    try_cast(review_answer_timestamp as timestamp) as answered_at,
    row_number() over (
      partition by trim(review_id), trim(order_id)
      order by _ingested_at desc nulls last, _source_file desc nulls last, _source_row desc nulls last
    ) as newest
  from bronze.reviews
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
where newest = 1 or review_id is null or order_id is null
