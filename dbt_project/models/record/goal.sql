with answered as (
    select
        affiliate_id,
        submission_key,
        instance_key,
        max(case when maps_to = 'goal.text' then value end) as goal_text,
        {%- for word in ['category', 'status'] %}
        max(case when maps_to = 'goal.{{ word }}' then answer end) as {{ word }},
        {%- endfor %}
        {%- for day in ['opened_on', 'target_on', 'closed_on', 'reviewed_on'] %}
        max(case when maps_to = 'goal.{{ day }}' then {{ safe_date('value') }} end) as {{ day }},
        {%- endfor %}
        min(source_file) as source_file,
        min(source_line) as source_line
    from {{ ref('form_answer') }}
    where maps_to like 'goal.%'
    group by affiliate_id, submission_key, instance_key
),

mapped as (
    select answered.*, lower(trim(coalesce(known.value, answered.status))) as status_text
    from answered
    left join {{ source('framework', 'value_map') }} as known
        on known.field = 'goal_status' and {{ compared('known.source_value') }} = {{ compared('answered.status') }}
)

select
    {{ record_key('forms', 'mapped.affiliate_id', 'mapped.instance_key') }}
        || case when mapped.instance_key = mapped.submission_key then '#goal' else '' end as goal_id,
    plan.plan_id,
    plan.client_id,
    plan.affiliate_id,
    plan.program_id,
    mapped.goal_text,
    mapped.category,
    case
        when mapped.status_text is null then 'unknown'
        when {{ matches('mapped.status_text', '^(not met|unmet|not achieved)') }} then 'open'
        when {{ matches('mapped.status_text', 'met|achiev|complet|done|reached|accomplish') }} then 'met'
        when {{ matches('mapped.status_text', 'drop|abandon|cancel|discontinu|withdr|stopped') }} then 'dropped'
        when {{ matches('mapped.status_text', 'open|progress|active|not started|new|hold|ongoing|started') }} then 'open'
        else 'unknown'
    end as status,
    coalesce(mapped.opened_on, plan.opened_on) as opened_on,
    mapped.target_on,
    mapped.closed_on,
    coalesce(mapped.reviewed_on, plan.opened_on) as last_reviewed_on,
    plan.case_manager,
    plan.source,
    mapped.source_file,
    mapped.source_line
from mapped
inner join {{ ref('plan') }} as plan
    on plan.plan_id = {{ record_key('forms', 'mapped.affiliate_id', 'mapped.submission_key') }}
