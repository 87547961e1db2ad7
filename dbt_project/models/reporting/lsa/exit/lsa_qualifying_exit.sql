-- The exit that stands for each household of an exit cohort (7.1, 7.2): one that no activity of the same household follows
-- within fourteen days; to a permanent destination before a temporary one before any other, the earliest.
with qualifying as (
    select leaving.*
    from {{ ref('lsa_household_cohort') }} as leaving
    inner join {{ ref('lsa_cohort') }} as cohort
        on leaving.cohort = cohort.cohort and leaving.exit_date between cohort.cohort_start and cohort.cohort_end
    cross join {{ ref('lsa_request') }} as request
    where
        leaving.cohort in (-2, -1, 0)
        and (
            request.scope = 1
            or exists (
                select 1 from {{ ref('lsa_hhid') }} as chosen
                inner join {{ ref('lsa_project') }} as project
                    on chosen.affiliate_id = project.affiliate_id and chosen.project_id = project.project_id
                where chosen.household_id = leaving.household_id
            )
        )
        and not exists (
            select 1 from {{ ref('lsa_household_cohort') }} as other
            where
                other.cohort = leaving.cohort
                and other.head_client_id = leaving.head_client_id
                and other.hh_type = leaving.hh_type
                and coalesce(other.exit_date > leaving.exit_date, true)
                and other.entry_date < {{ days_after('leaving.exit_date', 14) }}
        )
),

ranked as (
    select
        *,
        row_number() over (
            partition by cohort, head_client_id, hh_type
            order by
                case when exit_destination between 400 and 499 then 1 when exit_destination between 100 and 399 then 2 else 3 end,
                exit_date, exit_destination, entry_date, stay_id desc
        ) as nth
    from qualifying
)

select
    cohort, household_id, head_client_id, hh_type, lsa_project_type, entry_date, move_in_date, exit_date, exit_destination,
    case
        when lsa_project_type in (0, 1) then 2
        when lsa_project_type = 2 then 3
        when lsa_project_type = 8 then 4
        when lsa_project_type = 13 then case when move_in_date is not null then 5 else 7 end
        when lsa_project_type = 3 then case when move_in_date is not null then 6 else 8 end
        when move_in_date is not null then 9
        else 10
    end as exit_from
from ranked
where nth = 1
