-- Exits that no activity of the same household follows within fourteen days, by exit cohort (7.1). Where projects were chosen,
-- those of their households.
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
