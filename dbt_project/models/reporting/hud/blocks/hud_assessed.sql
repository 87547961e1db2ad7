-- CE-APR: the latest coordinated-entry assessment of each household in the period (CE1). The members are those whose
-- enrollment covers that day.
with assessed as (
    select
        project.report_id,
        {{ hud_household_id('enrollment') }} as household_id,
        assessment.assessment_date as assessed_on,
        assessment.assessment_type,
        assessment.prioritization_status,
        project.affiliate_id,
        project.project_id,
        {{ record_key('hmis_assessment', 'assessment.affiliate_id', 'assessment.assessment_id') }} as record_id,
        row_number() over (
            partition by project.report_id, {{ hud_household_id('enrollment') }}
            order by assessment.assessment_date desc, assessment.assessment_id desc
        ) as nth
    from {{ ref('hud_project') }} as project
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on project.affiliate_id = enrollment.affiliate_id and project.project_id = enrollment.project_id
    inner join {{ ref('hmis_assessment') }} as assessment
        on enrollment.affiliate_id = assessment.affiliate_id and enrollment.enrollment_id = assessment.enrollment_id
    where
        project.kind = 'ce_apr'
        and assessment.assessment_date between project.period_start and project.period_end
        and {{ hud_is_access_point('project', 'assessment.assessment_date') }}
        and {{ hud_is_in_coc('project', 'enrollment') }}
        and not assessment.is_deleted
        and not enrollment.is_deleted
)

select report_id, household_id, assessed_on, assessment_type, prioritization_status, affiliate_id, project_id, record_id
from assessed
where nth = 1
