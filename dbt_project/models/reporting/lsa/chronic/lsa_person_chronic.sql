-- Time on the street or in shelter for LSAPerson (CHTime and CHTimeStatus of 5.10).
with missing as (
    select
        client_id,
        max(case when {{ lsa_street_time_is_missing('enrollment', 'enrollment.entry_date') }} then 1 else 0 end) = 1 as is_missing
    from {{ ref('lsa_ch_enrollment') }} as enrollment
    where basis = 'active'
    group by client_id
),

told as (
    select client_id, max(entry_date) as last_entry
    from {{ ref('lsa_ch_enrollment') }}
    where
        basis = 'active' and times_homeless_past_three_years = 4 and months_homeless_past_three_years in (112, 113)
    group by client_id
),

counted as (
    select
        person.client_id, person.hoh_adult,
        coalesce(sum(episode.episode_days), 0) as days,
        count(episode.client_id) as episodes,
        coalesce(max(
            case
                when episode.episode_days >= 365 and episode.episode_end > {{ years_earlier('person.last_active', 1) }} then 1 else 0
            end
        ), 0) = 1 as is_continuous,
        coalesce(max(told.last_entry) > {{ years_earlier('person.last_active', 1) }}, false) as is_told
    from {{ ref('lsa_active_person') }} as person
    left join {{ ref('lsa_ch_episode') }} as episode on person.client_id = episode.client_id and episode.basis = 'active'
    left join told on person.client_id = told.client_id
    group by person.client_id, person.hoh_adult, person.last_active
),

timed as (
    select client_id, {{ lsa_ch_time() }} as ch_time, {{ lsa_ch_time_status() }} as ch_time_status
    from counted
)

select
    timed.client_id, timed.ch_time,
    case
        when missing.is_missing and (timed.ch_time in (0, 270) or timed.ch_time_status = 3) then 99
        else timed.ch_time_status
    end as ch_time_status
from timed
left join missing on timed.client_id = missing.client_id
