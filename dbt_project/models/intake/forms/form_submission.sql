with versions as (
    select * from {{ ref('form_version') }} where standing in ('newest', 'over')
),

fields as (
    select
        affiliate_id,
        submission_key,
        {%- for target in ['date', 'site', 'case_manager', 'stage', 'program'] %}
        {{ first_described('answer', 'submission.' ~ target) }} as {{ target }}_answer,
        {%- endfor %}
        {{ first_described('value', 'submission.program') }} as program_value,
        coalesce(
            {%- for target in ['service.date', 'note.date', 'plan.opened_on', 'consent.given_on', 'enrollment.entry_date'] %}
            {{ first_described('value', target) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ) as day_of_what_it_tells
    from {{ ref('form_answer') }}
    where maps_to like 'submission.%' or repeat_path = ''
    group by affiliate_id, submission_key
),

forms as (
    select table_name as form, count(maps_to) > 0 as is_mapped
    from {{ source('framework', 'dictionary_field') }}
    where source = 'forms'
    group by table_name
),

{# The program that a row names by its number, in its own list of programs or in that of HMIS or Salesforce. #}
program as (
    select
        named.affiliate_id, named.submission_key,
        case when named.to_table in ('hmis/project', 'crm/program') then split_part(named.to_table, '/', 1) else 'forms' end
            as of_source,
        coalesce(form_code.label, substr(named.target, length(named.to_table) + 2)) as name,
        row_number() over (partition by named.affiliate_id, named.submission_key order by named.position) as place
    from {{ ref('form_reference') }} as named
    left join {{ ref('form_code') }} as form_code
        on named.affiliate_id = form_code.affiliate_id and named.to_table = form_code.form
        and named.target = form_code.form || '/' || form_code.code
    where named.to_kind = 'program'
)

select
    {{ record_key('forms', 'versions.affiliate_id', 'versions.submission_key') }} as record_key,
    versions.affiliate_id,
    versions.submission_key,
    versions.person_key,
    versions.form,
    coalesce(
        {{ safe_date('fields.date_answer') }}, {{ safe_date('versions.submitted_at') }},
        {{ safe_date('fields.day_of_what_it_tells') }}
    ) as submitted_on,
    coalesce(fields.program_value, program.name) as program,
    coalesce(fields.program_answer, program.name) as program_name,
    case when fields.program_value is null then coalesce(program.of_source, 'forms') else 'forms' end as program_source,
    fields.site_answer as site,
    case
        when {{ matches('lower(fields.stage_answer)', 'follow') }} then 'follow_up'
        when {{ matches('lower(fields.stage_answer)', 'base|intake|entry|pre|initial|start|first') }} then 'baseline'
        when {{ matches('lower(fields.stage_answer)', 'mid|interim|review|update|quarter|annual') }} then 'mid'
        when {{ matches('lower(fields.stage_answer)', 'exit|post|discharge|clos|end|final') }} then 'exit'
    end as stage,
    fields.case_manager_answer as case_manager,
    coalesce(forms.is_mapped, false) as is_mapped,
    versions.makes_people as names_a_person,
    case
        when versions.makes_people then {{ record_key(
            'forms', 'versions.affiliate_id', 'coalesce(versions.person_key, versions.submission_key)'
        ) }}
        when not subject.is_contradictory then subject.person_record
    end as person_record,
    case when not subject.is_contradictory then subject.person_record end as refers_to_person,
    case when not subject.is_contradictory then subject.stay_record end as refers_to_stay,
    coalesce(subject.is_contradictory, false) as is_contradictory,
    case when versions.standing = 'over' then versions.vanished_on end as vanished_on,
    versions.loaded_on,
    versions.source_file,
    versions.source_line
from versions
left join fields
    on versions.affiliate_id = fields.affiliate_id and versions.submission_key = fields.submission_key
left join {{ ref('form_subject') }} as subject
    on versions.affiliate_id = subject.affiliate_id and versions.submission_key = subject.submission_key
left join program
    on versions.affiliate_id = program.affiliate_id and versions.submission_key = program.submission_key
    and program.place = 1
left join forms on versions.form = forms.form
