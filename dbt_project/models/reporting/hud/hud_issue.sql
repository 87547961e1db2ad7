-- What to mend before a report is sent: every error that Q6 counts, row by row, and what else is wrong in the records of
-- its stays and projects.
with counted as (
    select distinct
        placement.report_id, placement.question, placement.row_key as element, placement.column_key as error,
        known.problem, known.fix, placement.client_id, record.affiliate_id, coalesce(client.project_id, stay.project_id) as project_id, record.personal_id,
        record.source_file, record.source_line
    from {{ ref('hud_placement') }} as placement
    inner join {{ ref('hud_check') }} as known
        on placement.question = known.question
        and placement.column_key = known.column_key
        and (known.row_key = placement.row_key or known.row_key = '*')
    left join {{ ref('hud_record') }} as record on placement.record_id = record.record_id
    left join {{ ref('hud_client') }} as client
        on placement.report_id = client.report_id and placement.client_id = client.client_id
    left join (
        select report_id, stay_id as record_id, project_id from {{ ref('spm_stay') }}
        union all
        select report_id, exit_record_id, project_id from {{ ref('spm_stay') }}
    ) as stay on placement.report_id = stay.report_id and placement.record_id = stay.record_id
),

-- the stays that a report looks at
looked_at as (
    select report_id, affiliate_id, enrollment_id from {{ ref('hud_stay') }}
    union all
    select report_id, affiliate_id, enrollment_id from {{ ref('spm_stay') }}
)

select
    report_id, question, element, error, problem, fix, client_id, affiliate_id, project_id, personal_id, source_file, source_line
from counted

union all

select
    project.report_id, 'other', quality.field, quality.check_id, rtrim(quality.what, '.'), rtrim(quality.fix, '.'),
    quality.client_id,
    quality.affiliate_id, quality.project_id, quality.personal_id, quality.source_file, quality.source_line
from {{ ref('hud_project') }} as project
inner join {{ ref('data_quality') }} as quality
    on project.affiliate_id = quality.affiliate_id and project.project_id = quality.project_id
left join looked_at as stay
    on project.report_id = stay.report_id
    and quality.affiliate_id = stay.affiliate_id
    and quality.enrollment_id = stay.enrollment_id
where
    (stay.enrollment_id is not null or quality.enrollment_id is null)
    and (project.kind in ('spm', 'pit') or coalesce(quality.question, '') not in ('Q6a', 'Q6b', 'Q6c', 'Q6d'))
