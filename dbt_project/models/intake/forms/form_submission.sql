with versions as (
    {{ latest_submissions() }}
),

fields as (
    select
        affiliate_id,
        submission_key,
        {%- for target in ['date', 'site', 'client_ref', 'client_ref_source', 'case_manager', 'stage', 'program'] %}
        max(case when maps_to = 'submission.{{ target }}' then answer end) as {{ target }}_answer,
        {%- endfor %}
        max(case when maps_to = 'submission.program' then value end) as program_value
    from {{ ref('form_answer') }}
    where maps_to like 'submission.%'
    group by affiliate_id, submission_key
),

forms as (
    select
        table_name as form,
        count(maps_to) > 0 as is_mapped,
        max(case when maps_to like 'person.%' or maps_to = 'submission.client_ref' then 1 else 0 end) = 1
            as names_a_person
    from {{ source('framework', 'dictionary_field') }}
    where source = 'forms'
    group by table_name
)

select
    {{ record_key('forms', 'versions._affiliate', 'versions.submission_key') }} as record_key,
    versions._affiliate as affiliate_id,
    versions.submission_key,
    versions.form,
    coalesce({{ safe_date('fields.date_answer') }}, {{ safe_date('versions.submitted_at') }}) as submitted_on,
    fields.program_value as program,
    fields.program_answer as program_name,
    fields.site_answer as site,
    case
        when {{ matches('lower(fields.stage_answer)', 'follow') }} then 'follow_up'
        when {{ matches('lower(fields.stage_answer)', 'base|intake|entry|pre|initial|start|first') }} then 'baseline'
        when {{ matches('lower(fields.stage_answer)', 'mid|interim|review|update|quarter|annual') }} then 'mid'
        when {{ matches('lower(fields.stage_answer)', 'exit|post|discharge|clos|end|final') }} then 'exit'
    end as stage,
    fields.case_manager_answer as case_manager,
    fields.client_ref_answer as client_ref,
    case
        when {{ matches("coalesce(lower(fields.client_ref_source_answer), 'crm')", 'crm|salesforce') }} then 'crm'
        when {{ matches('lower(fields.client_ref_source_answer)', 'hmis') }} then 'hmis'
        when {{ matches('lower(fields.client_ref_source_answer)', 'form|kobo') }} then 'forms'
    end as client_ref_source,
    coalesce(forms.is_mapped, false) as is_mapped,
    coalesce(forms.names_a_person, false) as names_a_person,
    versions._source_file as source_file,
    versions._source_line as source_line
from versions
left join fields
    on versions._affiliate = fields.affiliate_id and versions.submission_key = fields.submission_key
left join forms on versions.form = forms.form
