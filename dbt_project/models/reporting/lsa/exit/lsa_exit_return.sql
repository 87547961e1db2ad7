-- Days until a household of an exit cohort came back (7.3), and whether it had been served before (7.10).
with later as (
    select leaving.cohort, leaving.household_id, min(coming.entry_date) as returned_on
    from {{ ref('lsa_qualifying_exit') }} as leaving
    inner join {{ ref('lsa_household_cohort') }} as coming
        on leaving.cohort = coming.cohort
        and leaving.head_client_id = coming.head_client_id
        and leaving.hh_type = coming.hh_type
        and coming.entry_date between {{ days_after('leaving.exit_date', 15) }} and {{ days_after('leaving.exit_date', 730) }}
    group by leaving.cohort, leaving.household_id
),

previous as (
    select
        leaving.cohort, leaving.household_id, earlier.exit_date, earlier.exit_destination,
        row_number() over (
            partition by leaving.cohort, leaving.household_id
            order by earlier.exit_date desc, earlier.exit_destination, earlier.entry_date desc, earlier.stay_id desc
        ) as nth
    from {{ ref('lsa_qualifying_exit') }} as leaving
    inner join {{ ref('lsa_household_cohort') }} as earlier
        on leaving.cohort = earlier.cohort
        and leaving.head_client_id = earlier.head_client_id
        and leaving.hh_type = earlier.hh_type
        and earlier.entry_date < leaving.entry_date
        and earlier.exit_date between {{ days_after('leaving.entry_date', -730) }} and leaving.exit_date
)

select
    leaving.cohort, leaving.household_id,
    coalesce({{ days_between('leaving.exit_date', 'later.returned_on') }}, -1) as return_days,
    case
        when previous.household_id is null then 1
        when previous.exit_date > {{ days_after('leaving.entry_date', -15) }} then 5
        when previous.exit_destination between 400 and 499 then 2
        when previous.exit_destination between 100 and 399 then 3
        else 4
    end as stat
from {{ ref('lsa_qualifying_exit') }} as leaving
left join later on leaving.cohort = later.cohort and leaving.household_id = later.household_id
left join previous
    on leaving.cohort = previous.cohort and leaving.household_id = previous.household_id and previous.nth = 1
