-- CE-APR Q10 Every assessment and event of the period in the report's Continuum of Care, counted as occurrences.
with occurred as (
    select
        project.report_id, link.client_id,
        {{ record_key('hmis_assessment', 'assessment.affiliate_id', 'assessment.assessment_id') }} as record_id,
        'assessment:' || cast(assessment.assessment_level as text) as what,
        cast(null as integer) as event, cast(null as integer) as referral_result,
        cast(null as integer) as prob_sol_div_rr_result, cast(null as integer) as referral_case_manage_after
    from {{ ref('hud_project') }} as project
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on project.affiliate_id = enrollment.affiliate_id and project.project_id = enrollment.project_id
    inner join {{ ref('hmis_assessment') }} as assessment
        on enrollment.affiliate_id = assessment.affiliate_id and enrollment.enrollment_id = assessment.enrollment_id
    inner join {{ source('record', 'identity_link') }} as link
        on {{ record_key('hmis', 'enrollment.affiliate_id', 'enrollment.personal_id') }} = link.record_key
    where
        project.kind = 'ce_apr'
        and assessment.assessment_date between project.period_start and project.period_end
        and {{ hud_is_access_point('project', 'assessment.assessment_date') }}
        and {{ hud_is_in_coc('project', 'enrollment') }}
        and not assessment.is_deleted and not enrollment.is_deleted

    union all

    select
        project.report_id, link.client_id, {{ record_key('hmis_event', 'event.affiliate_id', 'event.event_id') }},
        cast(event.event as text),
        event.event, event.referral_result, event.prob_sol_div_rr_result, event.referral_case_manage_after
    from {{ ref('hud_project') }} as project
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on project.affiliate_id = enrollment.affiliate_id and project.project_id = enrollment.project_id
    inner join {{ ref('hmis_event') }} as event
        on enrollment.affiliate_id = event.affiliate_id and enrollment.enrollment_id = event.enrollment_id
    inner join {{ source('record', 'identity_link') }} as link
        on {{ record_key('hmis', 'enrollment.affiliate_id', 'enrollment.personal_id') }} = link.record_key
    where
        project.kind = 'ce_apr'
        and event.event_date between project.period_start and project.period_end
        and {{ hud_is_access_point('project', 'event.event_date') }}
        and {{ hud_is_in_coc('project', 'enrollment') }}
        and not event.is_deleted and not enrollment.is_deleted
)

select {{ placed('Q10', 'what', "'occurred'", record='record_id') }} from occurred
union all
select {{ placed('Q10', 'what', "'result:' || cast(referral_result as text)", record='record_id') }} from occurred
where event in ({{ hud_housing_events() }}) and referral_result between 1 and 3
union all
select {{ placed('Q10', 'what', "'rehoused'", record='record_id') }} from occurred
where event = 2 and prob_sol_div_rr_result = 1
union all
select {{ placed('Q10', 'what', "'aftercare'", record='record_id') }} from occurred
where event = 5 and referral_case_manage_after = 1
