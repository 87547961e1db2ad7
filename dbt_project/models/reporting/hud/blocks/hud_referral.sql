-- CE-APR: the event that followed a head's assessment (CE2): until ninety days after the period, and before the client
-- was assessed again after it; one of the assessing project first, then the latest.
with head as (
    select
        client.report_id, client.client_id, client.personal_id, client.affiliate_id, client.household_type, client.period_end,
        assessed.assessed_on, assessed.project_id as assessing_project, assessed.prioritization_status
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hud_assessed') }} as assessed
        on client.report_id = assessed.report_id and client.household_id = assessed.household_id
    where client.is_hoh
),

assessed_again as (
    select head.report_id, head.client_id, min(assessment.assessment_date) as again_on
    from head
    inner join {{ ref('hmis_assessment') }} as assessment
        on head.affiliate_id = assessment.affiliate_id and head.personal_id = assessment.personal_id
    where assessment.assessment_date > head.period_end and not assessment.is_deleted
    group by head.report_id, head.client_id
),

followed as (
    select
        head.report_id, head.client_id, head.household_type, head.prioritization_status,
        event.event, event.referral_result, event.prob_sol_div_rr_result, event.referral_case_manage_after,
        {{ record_key('hmis_event', 'event.affiliate_id', 'event.event_id') }} as record_id,
        row_number() over (
            partition by head.report_id, head.client_id
            order by
                case when enrollment.project_id = head.assessing_project then 0 else 1 end,
                event.event_date desc, event.event_id desc
        ) as nth
    from head
    left join assessed_again
        on head.report_id = assessed_again.report_id and head.client_id = assessed_again.client_id
    inner join {{ ref('hmis_event') }} as event
        on head.affiliate_id = event.affiliate_id and head.personal_id = event.personal_id
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on event.affiliate_id = enrollment.affiliate_id and event.enrollment_id = enrollment.enrollment_id
    where
        not event.is_deleted
        and event.event_date between head.assessed_on and {{ days_after('head.period_end', 90) }}
        and event.event_date < coalesce(assessed_again.again_on, {{ days_after('event.event_date', 1) }})
)

select
    report_id, client_id, household_type, prioritization_status, event, referral_result, prob_sol_div_rr_result,
    referral_case_manage_after, record_id
from followed
where nth = 1
