-- CE-APR: results of the period's coordinated-entry assessments in the report's Continuum of Care, the score as a number
-- where it is one. `is_latest` marks a client's newest of each kind of result.
select
    project.report_id, link.client_id, result.affiliate_id, result.personal_id, project.project_id, assessment.assessment_date,
    assessment.assessment_level, assessment.assessment_type, assessment.prioritization_status, result.assessment_result_type as kind,
    result.assessment_result as result, {{ safe_number('result.assessment_result') }} as score,
    row_number() over (
        partition by project.report_id, link.client_id, result.assessment_result_type
        order by assessment.assessment_date desc, assessment.assessment_id desc, result.assessment_result_id desc
    ) = 1 as is_latest,
    result.source_file, result.source_line
from {{ ref('hud_project') }} as project
inner join {{ ref('hmis_enrollment') }} as enrollment
    on project.affiliate_id = enrollment.affiliate_id and project.project_id = enrollment.project_id
inner join {{ ref('hmis_assessment') }} as assessment
    on enrollment.affiliate_id = assessment.affiliate_id and enrollment.enrollment_id = assessment.enrollment_id
inner join {{ ref('hmis_assessment_result') }} as result
    on assessment.affiliate_id = result.affiliate_id and assessment.assessment_id = result.assessment_id
inner join {{ source('record', 'identity_link') }} as link
    on {{ record_key('hmis', 'enrollment.affiliate_id', 'enrollment.personal_id') }} = link.record_key
where
    project.kind = 'ce_apr'
    and assessment.assessment_date between project.period_start and project.period_end
    and {{ hud_is_in_coc('project', 'enrollment') }}
    and not enrollment.is_deleted and not assessment.is_deleted and not result.is_deleted
