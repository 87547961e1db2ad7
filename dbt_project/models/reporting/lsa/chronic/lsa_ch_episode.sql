-- Episodes on the street or in shelter (5.9, 7.7): gaps of less than seven days between two such days are part of them.
with neighbour as (
    select
        basis, client_id, day,
        lag(day) over (partition by basis, client_id order by day) as day_before,
        lead(day) over (partition by basis, client_id order by day) as day_after
    from {{ ref('lsa_ch_include') }}
),

edge as (
    select
        *,
        coalesce({{ days_between('day_before', 'day') }} > 7, true) as begins,
        coalesce({{ days_between('day', 'day_after') }} > 7, true) as ends
    from neighbour
),

begun as (
    select
        *,
        case when ends then day else lead(day) over (partition by basis, client_id order by day) end as last_day
    from edge
    where begins or ends
)

select
    basis, client_id,
    day as episode_start,
    last_day as episode_end,
    {{ days_between('day', 'last_day') }} + 1 as episode_days
from begun
where begins
