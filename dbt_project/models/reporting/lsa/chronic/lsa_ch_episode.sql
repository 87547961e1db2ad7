-- Episodes on the street or in shelter (5.9, 7.7): gaps of less than seven days between two such days are part of them.
with stepped as (
    select
        *,
        case
            when {{ days_between('lag(day) over (partition by basis, client_id order by day)', 'day') }} <= 7 then 0
            else 1
        end as begins
    from {{ ref('lsa_ch_include') }}
),

numbered as (
    select *, sum(begins) over (partition by basis, client_id order by day) as episode
    from stepped
)

select
    basis, client_id,
    min(day) as episode_start,
    max(day) as episode_end,
    {{ days_between('min(day)', 'max(day)') }} + 1 as episode_days
from numbered
group by basis, client_id, episode
