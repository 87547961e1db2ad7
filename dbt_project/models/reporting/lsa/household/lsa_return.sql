-- Whether active households were served before (6.9): the last exit in the two years before their first entry, and so
-- their status (Stat) and days since (ReturnTime). Engagement from before the report period is a status of 11 or 12 in
-- shelter, transitional, rapid re-housing or supportive housing.
with previous as (
    select
        head.head_client_id, head.hh_type, head.first_entry, earlier.stay_id, earlier.exit_date, earlier.exit_destination,
        row_number() over (
            partition by head.head_client_id, head.hh_type
            order by earlier.exit_date desc, earlier.exit_destination, earlier.entry_date desc, earlier.stay_id desc
        ) as nth
    from {{ ref('lsa_household_head') }} as head
    inner join {{ ref('lsa_household_cohort') }} as earlier
        on earlier.cohort = 1
        and head.head_client_id = earlier.head_client_id
        and head.hh_type = earlier.hh_type
        and earlier.exit_date >= {{ days_after('head.first_entry', -730) }}
        and earlier.exit_date < head.first_entry
),

engaged as (
    select head_client_id, hh_type
    from {{ ref('lsa_household_group') }}
    where project_group <> 'rrhso' and status in (11, 12)
    group by head_client_id, hh_type
)

select
    head.head_client_id, head.hh_type,
    previous.stay_id as previous_stay_id,
    case
        when engaged.head_client_id is not null then 5
        when previous.stay_id is null then 1
        when {{ days_between('previous.exit_date', 'head.first_entry') }} < 15 then 5
        when previous.exit_destination between 400 and 499 then 2
        when previous.exit_destination between 100 and 399 then 3
        else 4
    end as stat,
    case
        when previous.stay_id is null or engaged.head_client_id is not null
            or {{ days_between('previous.exit_date', 'head.first_entry') }} < 15 then -1
        else {{ days_between('previous.exit_date', 'head.first_entry') }}
    end as return_days
from {{ ref('lsa_household_head') }} as head
left join engaged on head.head_client_id = engaged.head_client_id and head.hh_type = engaged.hh_type
left join previous
    on head.head_client_id = previous.head_client_id and head.hh_type = previous.hh_type and previous.nth = 1
