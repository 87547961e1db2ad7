-- Every enrollment that an LSA may count (tlsa_Enrollment): the dates of 3.4, ages (3.5), answers, and whether it is
-- active and active in residence in the report period (5.2).
select
    member.stay_id, member.household_id, member.client_id, member.affiliate_id, member.personal_id,
    member.relationship_to_hoh, member.project_id, member.lsa_project_type, member.entry_date, member.move_in_date,
    member.exit_date, member.last_bed_night, member.disability_status, violence.dv_status,
    age.entry_age, age.active_age, age.exit1_age, age.exit2_age,
    household.is_active and coalesce(member.exit_date >= request.report_start, true) as is_active,
    household.is_in_residence
    and coalesce(member.exit_date > request.report_start, true)
    and (
        member.lsa_project_type in (0, 2, 8)
        or (member.lsa_project_type = 1 and coalesce(member.last_bed_night >= request.report_start, false))
        or (member.lsa_project_type in (3, 13) and coalesce(member.move_in_date <= request.report_end, false))
    ) as is_in_residence
from {{ ref('lsa_member_stay') }} as member
inner join {{ ref('lsa_member_age') }} as age on member.stay_id = age.stay_id
inner join {{ ref('lsa_hhid') }} as household on member.household_id = household.household_id
left join {{ ref('lsa_member_violence') }} as violence on member.stay_id = violence.stay_id
cross join {{ ref('lsa_request') }} as request
