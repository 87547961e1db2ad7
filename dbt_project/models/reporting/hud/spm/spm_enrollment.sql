-- Enrollments in the projects of spm_project, begun by the end of the period, with their exits up to then.
with exits as (
    {{ ranked_exits() }}
)

select
    project.report_id, project.version, project.period_start, project.period_end, project.lookback_date,
    project.project_type, project.moves_in, project.coc, project.works_in_one_coc, project.is_coc_funded,
    {{ record_key('hmis_enrollment', 'enrollment.affiliate_id', 'enrollment.enrollment_id') }} as stay_id,
    {{ hud_household_id('enrollment') }} as household_id,
    link.client_id,
    enrollment.affiliate_id, enrollment.enrollment_id, enrollment.project_id,
    coalesce(enrollment.relationship_to_hoh = 1, false) as is_hoh,
    enrollment.enrollment_coc, enrollment.entry_date, enrollment.move_in_date, enrollment.living_situation,
    enrollment.los_under_threshold, enrollment.previous_street_essh, enrollment.date_to_street_essh,
    case when leaving.exit_date <= project.period_end then leaving.exit_date end as exit_date,
    case when leaving.exit_date <= project.period_end then leaving.destination end as destination,
    case
        when leaving.exit_date <= project.period_end
            then {{ record_key('hmis_exit', 'leaving.affiliate_id', 'leaving.exit_id') }}
    end as exit_record_id,
    client.dob,
    {{ age_in_years('client.dob', 'greatest(project.period_start, enrollment.entry_date)') }} as age
from {{ ref('spm_project') }} as project
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
where
    not enrollment.is_deleted
    and not client.is_deleted
    and enrollment.entry_date <= project.period_end
    and coalesce(leaving.exit_date >= project.lookback_date, true)
