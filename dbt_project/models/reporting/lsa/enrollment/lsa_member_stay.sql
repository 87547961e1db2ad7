-- Enrollments of the members of those households (3.4, tlsa_Enrollment), with the dates that count for each: nobody
-- stays without the head.
with member as (
    select
        stay.stay_id, stay.household_id, stay.client_id, stay.affiliate_id, stay.personal_id, stay.relationship_to_hoh,
        household.project_id, household.lsa_project_type,
        stay.entry_date, stay.exit_date, stay.disabling_condition,
        household.entry_date as household_entry_date,
        household.move_in_date as household_move_in_date,
        household.exit_date as household_exit_date,
        -- left on the day that the household moved in and left: housed that day (3.3)
        stay.exit_date = household.move_in_date and stay.exit_date = household.recorded_exit_date as is_housed_that_day,
        request.report_end, request.lookback_date
    from {{ ref('lsa_household_stay') }} as household
    inner join {{ ref('lsa_hmis_enrollment') }} as stay on household.household_id = stay.household_id
    cross join {{ ref('lsa_request') }} as request
    where
        stay.relationship_to_hoh in (1, 2, 3, 4, 5)
        and stay.entry_date <= request.report_end
        and (
            stay.exit_date is null
            or (
                stay.exit_date > request.lookback_date
                and stay.exit_date > stay.entry_date
                and stay.exit_date > household.entry_date
            )
        )
),

nights as (
    select member.stay_id, min(bed.night) as first_bed_night, max(bed.night) as last_bed_night
    from member
    inner join {{ ref('lsa_bed_night') }} as bed on member.stay_id = bed.stay_id
    where
        member.lsa_project_type = 1
        and bed.night >= member.entry_date
        and bed.night >= member.household_entry_date
        and coalesce(bed.night < member.exit_date, true)
        and coalesce(bed.night < member.household_exit_date, true)
    group by member.stay_id
)

select
    member.stay_id, member.household_id, member.client_id, member.affiliate_id, member.personal_id,
    member.relationship_to_hoh, member.project_id, member.lsa_project_type,
    coalesce(nights.first_bed_night, greatest(member.entry_date, member.household_entry_date)) as entry_date,
    case
        when member.household_move_in_date < member.entry_date then member.entry_date
        when member.household_move_in_date > member.exit_date then null
        when
            member.household_move_in_date = member.exit_date and not member.is_housed_that_day
            and coalesce(member.household_exit_date > member.exit_date, true) then null
        else member.household_move_in_date
    end as move_in_date,
    case
        when
            member.lsa_project_type = 1 and member.exit_date is null and member.household_exit_date is null
            and {{ days_after('nights.last_bed_night', 90) }} > member.report_end then null
        when member.lsa_project_type = 1 then {{ days_after('nights.last_bed_night', 1) }}
        when member.is_housed_that_day then member.household_exit_date
        when member.household_exit_date is not null and coalesce(member.exit_date > member.household_exit_date, true)
            then member.household_exit_date
        when member.exit_date <= member.report_end then member.exit_date
    end as exit_date,
    nights.last_bed_night,
    case when member.disabling_condition in (0, 1) then member.disabling_condition end as disability_status
from member
left join nights on member.stay_id = nights.stay_id
where member.lsa_project_type <> 1 or nights.last_bed_night is not null
