-- Rows that break a rule of HUD's CSV specification about their own fields: required, empty unless, one of a list.
{#- Which tables the rules are about is known only when the model runs, so dbt's parser is told of all of them. -#}
{%- set keys = {
    'hmis_export': 'export_id', 'hmis_organization': 'organization_id', 'hmis_user': 'user_id', 'hmis_project': 'project_id',
    'hmis_funder': 'funder_id', 'hmis_project_coc': 'project_coc_id', 'hmis_affiliation': 'affiliation_id',
    'hmis_ce_participation': 'ce_participation_id', 'hmis_client': 'personal_id', 'hmis_enrollment': 'enrollment_id',
    'hmis_exit': 'exit_id',
} -%}
{%- for table, (key, _) in quality_dated_tables().items() -%} {%- do keys.update({table: key}) -%} {%- endfor -%}
{%- if not execute -%}
    {%- do ref('hmis_rule') -%}
    {%- for table in keys -%} {%- do ref(table) -%} {%- endfor -%}
{%- endif -%}
{%- for table, of_table in (hmis_rules() if execute else []) | groupby('hmis_table') %}
select
    split_part(broken, '|', 1) as check_id, affiliate_id, project_id, personal_id, enrollment_id, record_type, record_id,
    split_part(broken, '|', 2) as field, source_file, source_line
from (
    select
        v.affiliate_id, {{ hmis_subject(table, 'project_id') }} as project_id,
        {{ hmis_subject(table, 'personal_id') }} as personal_id, {{ hmis_subject(table, 'enrollment_id') }} as enrollment_id,
        '{{ table }}' as record_type, v.{{ keys[table] }} as record_id, v.source_file, v.source_line,
        unnest(array[
            {%- for check, rules in of_table | groupby('check_id') %}
            '{{ check }}|' || {{ fields_that_break(rules) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ]) as broken
    from {{ ref(table) }} as v
    {%- if table != 'hmis_export' %}
    where not v.is_deleted
    {%- endif %}
) as row_of_table
where broken is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
