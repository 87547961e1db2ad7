-- Time on the street or in shelter for adults and heads of exit cohorts (CHTime and CHTimeStatus of 7.8): days within their
-- own three years. Answers are missing where the enrollment of the exit lacks them (7.9).
with missing as (
    select distinct member.cohort, member.household_id, member.client_id
    from {{ ref('lsa_exit_member') }} as member
    inner join {{ ref('lsa_hmis_enrollment') }} as stay on member.stay_id = stay.stay_id
    where {{ lsa_street_time_is_missing('stay', 'member.entry_date') }}
),

lived as (
    select
        member.cohort, member.household_id, member.client_id, member.disability_status, member.is_told, member.last_active,
        episode.episode_days, episode.episode_end,
        case
            when episode.episode_start <= member.last_active and episode.episode_end >= member.ch_start then
                {{ days_between(
                    'greatest(episode.episode_start, member.ch_start)', 'least(episode.episode_end, member.last_active)'
                ) }} + 1
        end as days_within
    from {{ ref('lsa_exit_hoh_adult') }} as member
    left join {{ ref('lsa_ch_episode') }} as episode on member.client_id = episode.client_id and episode.basis = 'exit'
),

counted as (
    select
        cohort, household_id, client_id, disability_status, is_told,
        1 as hoh_adult,
        coalesce(sum(days_within), 0) as days,
        count(days_within) as episodes,
        coalesce(max(
            case when episode_days >= 365 and episode_end > {{ years_earlier('last_active', 1) }} then 1 else 0 end
        ), 0) = 1 as is_continuous
    from lived
    group by cohort, household_id, client_id, disability_status, is_told
),

timed as (
    select
        cohort, household_id, client_id, disability_status,
        case when is_told then 400 else {{ lsa_ch_time() }} end as ch_time,
        case when is_told then 2 else {{ lsa_ch_time_status() }} end as ch_time_status
    from counted
)

select
    timed.cohort, timed.household_id, timed.client_id, timed.disability_status, timed.ch_time,
    case
        when missing.client_id is not null and (timed.ch_time in (0, 270) or timed.ch_time_status = 3) then 99
        else timed.ch_time_status
    end as ch_time_status
from timed
left join missing
    on timed.cohort = missing.cohort and timed.household_id = missing.household_id and timed.client_id = missing.client_id
