-- Enrollments in residence (9.2): in the report period (cohort 1) and on its four nights (10 to 13), with the universes in
-- which they are counted: by project (10), by project type (11 to 15), and shelter and transitional housing together (16).
with present as (
    select 1 as cohort, enrollment.*
    from {{ ref('lsa_enrollment') }} as enrollment
    where enrollment.is_in_residence
    union all
    select cohort.cohort, enrollment.*
    from {{ ref('lsa_enrollment') }} as enrollment
    inner join {{ ref('lsa_cohort') }} as cohort on cohort.cohort between 10 and 13
    where
        enrollment.is_in_residence
        and case when enrollment.lsa_project_type in (3, 13) then enrollment.move_in_date else enrollment.entry_date end
        <= cohort.cohort_end
        and coalesce(enrollment.exit_date > cohort.cohort_start, true)
        and (
            enrollment.lsa_project_type <> 1
            or exists (
                select 1 from {{ ref('lsa_bed_night') }} as bed
                where bed.stay_id = enrollment.stay_id and bed.night = cohort.cohort_start
            )
        )
)

select
    present.cohort, universe.universe, present.stay_id, present.household_id, present.client_id,
    case when universe.universe = 10 then present.affiliate_id end as affiliate_id,
    case when universe.universe = 10 then present.project_id end as project_id,
    present.lsa_project_type, present.entry_date, present.move_in_date, present.exit_date, present.active_age,
    present.relationship_to_hoh
from present
inner join (
    values (10, 0), (10, 1), (10, 2), (10, 3), (10, 8), (10, 13), (11, 0), (11, 1), (12, 8), (13, 2), (14, 13), (15, 3),
    (16, 0), (16, 1), (16, 2), (16, 8)
) as universe (universe, lsa_project_type) on present.lsa_project_type = universe.lsa_project_type
