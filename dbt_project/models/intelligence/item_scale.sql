-- How far the answers to an item, and the scores of a screen, go over all clients.
with scored as (
    select item, score from {{ ref('assessment') }}
    union all
    select scale as item, score from {{ ref('screen_score') }} where repeat_of is null
)

select
    item,
    min(score) as lowest,
    max(score) as highest
from scored
where score is not null
group by item
