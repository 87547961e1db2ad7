-- What should have been collected by now and was not: one row per thing that somebody can still fix. A model a kind, in
-- missing_kinds/. That nobody was in touch with somebody is told once, as a signal (silence).
with missing as (
    {%- for kind in ['survey', 'destination', 'consent', 'goal_review', 'hmis_element'] %}
    select * from {{ ref('missing_' ~ kind) }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select
    missing.kind || ':' || missing.subject as missing_id,
    missing.kind,
    missing.client_id,
    missing.affiliate_id,
    missing.program_id,
    missing.enrollment_id,
    coalesce(missing.case_manager, worker.case_manager) as case_manager,
    missing.due_on,
    cast({{ days_between('missing.due_on', 'as_of.as_of') }} as integer) as days_overdue,
    missing.what,
    missing.fix,
    missing.lacks,
    missing.record_type,
    missing.record_id,
    missing.source_file,
    missing.source_line
from missing
cross join {{ ref('as_of') }} as as_of
left join {{ ref('case_worker') }} as worker
    on missing.client_id = worker.client_id and missing.program_id = worker.program_id
left join {{ source('framework', 'missing_ruling') }} as said
    on missing.kind || ':' || missing.subject = said.missing_id and cast(said.until as date) >= as_of.as_of
-- what somebody has done or explained is not missing as long as that stands; then it is again
where said.missing_id is null
