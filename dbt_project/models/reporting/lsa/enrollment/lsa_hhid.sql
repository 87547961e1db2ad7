-- Every household that an LSA may count (tlsa_HHID): the dates of 3.3, its types in each period (3.6), where it went, and
-- whether it is active and active in residence in the report period (5.1).
with typed as (
    select
        stay.*,
        {{ lsa_destination('stay') }} as exit_destination,
        type.entry_hh_type,
        case
            when stay.entry_date >= active.cohort_start or stay.exit_date < active.cohort_start then type.entry_hh_type
            else type.active_hh_type
        end as active_hh_type,
        {% for cohort in ['exit1', 'exit2'] %}
        case
            when stay.entry_date >= {{ cohort }}.cohort_start or stay.exit_date < {{ cohort }}.cohort_start then type.entry_hh_type
            else type.{{ cohort }}_hh_type
        end as {{ cohort }}_hh_type,
        {% endfor %}
        project.project_id is not null as is_of_project,
        active.cohort_start as report_start
    from {{ ref('lsa_household_stay') }} as stay
    inner join {{ ref('lsa_household_type') }} as type on stay.household_id = type.household_id
    left join {{ ref('lsa_project') }} as project
        on stay.affiliate_id = project.affiliate_id and stay.project_id = project.project_id
    inner join {{ ref('lsa_cohort') }} as active on active.cohort = 1
    left join {{ ref('lsa_cohort') }} as exit1 on exit1.cohort = -1
    left join {{ ref('lsa_cohort') }} as exit2 on exit2.cohort = -2
),

active as (
    select *, is_of_project and coalesce(exit_date >= report_start, true) as is_active
    from typed
)

select
    household_id, stay_id, affiliate_id, project_id, lsa_project_type, head_client_id, entry_date, move_in_date, exit_date,
    last_bed_night, exit_destination, entry_hh_type, active_hh_type, exit1_hh_type, exit2_hh_type, recorded_entry_date,
    is_active,
    is_active
    and coalesce(exit_date > report_start, true)
    and (
        lsa_project_type in (0, 2, 8)
        or (lsa_project_type = 1 and coalesce(last_bed_night >= report_start, false))
        or (lsa_project_type in (3, 13) and move_in_date is not null)
    ) as is_in_residence
from active
