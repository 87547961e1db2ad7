-- Enrollments active in the period of a report (R4, R5), with the facts that many rules ask for. One row per report
-- and enrollment; `is_latest` marks the one that stands for its client (R6). A CE-APR is about the enrollments that cover
-- the day their household was assessed (CE1).
with exits as (
    {{ ranked_exits() }}
),

stay as (
    select
        project.report_id,
        project.version,
        project.period_start,
        project.period_end,
        project.project_type,
        project.moves_in,
        {{ record_key('hmis_enrollment', 'enrollment.affiliate_id', 'enrollment.enrollment_id') }} as stay_id,
        enrollment.affiliate_id,
        enrollment.enrollment_id,
        enrollment.project_id,
        link.client_id,
        enrollment.personal_id,
        {{ hud_household_id('enrollment') }} as household_id,
        enrollment.relationship_to_hoh,
        coalesce(enrollment.relationship_to_hoh = 1, false) as is_hoh,
        enrollment.entry_date,
        case when leaving.exit_date <= project.period_end then leaving.exit_date end as exit_date,
        enrollment.date_created as entry_recorded_at,
        leaving.date_created as exit_recorded_at,
        {{ record_key('hmis_exit', 'leaving.affiliate_id', 'leaving.exit_id') }} as exit_record_id,
        leaving.destination,
        leaving.destination_subsidy_type,
        leaving.housing_assessment,
        leaving.subsidy_information,
        client.dob,
        client.dob_data_quality,
        {{ age_in_years('client.dob', 'greatest(project.period_start, enrollment.entry_date)') }} as age_or_negative,
        client.veteran_status,
        enrollment.enrollment_coc,
        enrollment.living_situation,
        enrollment.rental_subsidy_type,
        enrollment.length_of_stay,
        enrollment.los_under_threshold,
        enrollment.previous_street_essh,
        enrollment.date_to_street_essh,
        enrollment.times_homeless_past_three_years,
        enrollment.months_homeless_past_three_years,
        enrollment.disabling_condition,
        enrollment.date_of_engagement,
        enrollment.move_in_date,
        enrollment.sexual_orientation,
        enrollment.translation_needed,
        enrollment.preferred_language,
        coalesce(nights.nights, 0) as bed_nights,
        nights.last_night,
        assessed.assessed_on,
        project.coc_of_households,
        max(case when enrollment.relationship_to_hoh = 1 then enrollment.enrollment_coc end)
            over (partition by project.report_id, {{ hud_household_id('enrollment') }}) as coc_of_head,
        enrollment.source_file,
        enrollment.source_line
    from {{ ref('hud_project') }} as project
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on project.affiliate_id = enrollment.affiliate_id and project.project_id = enrollment.project_id
    inner join {{ ref('hmis_client') }} as client
        on enrollment.affiliate_id = client.affiliate_id and enrollment.personal_id = client.personal_id
    inner join {{ source('record', 'identity_link') }} as link
        on {{ record_key('hmis', 'enrollment.affiliate_id', 'enrollment.personal_id') }} = link.record_key
    left join exits as leaving
        on enrollment.affiliate_id = leaving.affiliate_id
        and enrollment.enrollment_id = leaving.enrollment_id
        and leaving.newest = 1
    left join {{ ref('hud_bed_nights') }} as nights
        on project.report_id = nights.report_id
        and {{ record_key('hmis_enrollment', 'enrollment.affiliate_id', 'enrollment.enrollment_id') }} = nights.stay_id
    left join {{ ref('hud_assessed') }} as assessed
        on project.report_id = assessed.report_id and {{ hud_household_id('enrollment') }} = assessed.household_id
    where
        project.kind <> 'spm'
        and not enrollment.is_deleted
        and not client.is_deleted
        and enrollment.entry_date <= project.period_end
        and coalesce(leaving.exit_date, project.period_end) >= project.period_start
        -- who leaves on the day of a Point-in-Time count, or whose shelter has closed, is not there that night
        and (project.kind <> 'pit' or (project.is_open and coalesce(leaving.exit_date > project.period_end, true)))
        and (
            project.kind <> 'ce_apr'
            or assessed.assessed_on between enrollment.entry_date and coalesce(leaving.exit_date, assessed.assessed_on)
        )
        and (
            project.project_type <> 1
            or project.kind = 'ce_apr'
            or nights.nights_in_period > 0
            -- since FY2023 a stay that ended in the period counts without a night in it
            or (project.version <> 'fy2022' and leaving.exit_date <= project.period_end)
        )
)

select
    report_id, version, period_start, period_end, project_type, moves_in, stay_id, affiliate_id, enrollment_id, project_id,
    client_id, personal_id, household_id, relationship_to_hoh, is_hoh, entry_date, exit_date, entry_recorded_at,
    exit_recorded_at, exit_record_id, destination, destination_subsidy_type, housing_assessment, subsidy_information, dob,
    dob_data_quality,
    case when age_or_negative >= 0 then age_or_negative end as age,
    veteran_status, enrollment_coc, living_situation, rental_subsidy_type, length_of_stay, los_under_threshold,
    previous_street_essh, date_to_street_essh, times_homeless_past_three_years, months_homeless_past_three_years,
    disabling_condition, date_of_engagement, move_in_date, sexual_orientation, translation_needed,
    preferred_language, bed_nights, last_night,
    row_number() over (partition by report_id, client_id order by assessed_on desc nulls last, entry_date desc, stay_id desc) = 1 as is_latest,
    source_file, source_line
from stay
where coc_of_households is null or coc_of_households = coc_of_head
