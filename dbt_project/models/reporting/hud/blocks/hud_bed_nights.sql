-- Nights in a night-by-night shelter (R5, R15): a bed night is a service of record type 200.
select
    project.report_id,
    {{ record_key('hmis_enrollment', 'enrollment.affiliate_id', 'enrollment.enrollment_id') }} as stay_id,
    count(distinct case when night.date_provided >= project.period_start then night.date_provided end) as nights_in_period,
    count(distinct case when night.date_provided >= enrollment.entry_date then night.date_provided end) as nights,
    max(night.date_provided) as last_night
from {{ ref('hud_project') }} as project
inner join {{ ref('hmis_enrollment') }} as enrollment
    on project.affiliate_id = enrollment.affiliate_id and project.project_id = enrollment.project_id
inner join {{ ref('hmis_service') }} as night
    on enrollment.affiliate_id = night.affiliate_id and enrollment.enrollment_id = night.enrollment_id
where
    project.project_type = 1
    and project.kind <> 'spm'
    and night.record_type = 200
    and night.date_provided <= project.period_end
    and not night.is_deleted
    and not enrollment.is_deleted
group by project.report_id, enrollment.affiliate_id, enrollment.enrollment_id
