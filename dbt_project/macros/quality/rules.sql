{# HUD's rules about the fields of one row, from the seed hmis_rule. #}

{# The rules as a list of rows: {check_id, hmis_table, field, column_name, rule, condition, allowed, versions}. The seed
   is read when the model runs, for each rule becomes a condition; unit tests override this macro with their own rules. #}
{% macro hmis_rules() %}
    {%- set wanted = ['check_id', 'hmis_table', 'field', 'column_name', 'rule', 'condition', 'allowed', 'versions'] -%}
    {%- set rules = [] -%}
    {%- for row in run_query(
        'select ' ~ wanted | join(', ') ~ ' from ' ~ ref('hmis_rule') ~ ' order by hmis_table, check_id, column_name'
    ).rows -%}
        {%- do rules.append(dict(zip(wanted, row.values()))) -%}
    {%- endfor -%}
    {{ return(rules) }}
{% endmacro %}


{# Whether a field was left empty. What was filled in and cannot be read is told in intake.quarantine, and is not empty.
   `row` is an alias of a model with unread_fields. #}
{% macro is_empty(row, column) -%}
    ({{ row }}.{{ column }} is null and strpos(', ' || coalesce({{ row }}.unread_fields, '') || ',', ', {{ column }},') = 0)
{%- endmacro %}


{# Whether a row of alias `v` breaks a rule. #}
{% macro breaks_rule(rule) -%}
    {%- set column = 'v.' ~ rule.column_name -%}
    {%- set condition = '(' ~ rule.condition ~ ')' if rule.condition else 'true' -%}
    {%- if rule.rule == 'required' -%} {{ is_empty('v', rule.column_name) }} and coalesce({{ condition }}, false)
    {%- elif rule.rule == 'empty_unless' -%}
        {{ column }} {{ 'not in (' ~ rule.allowed ~ ')' if rule.allowed else 'is not null' }} and not coalesce({{ condition }}, false)
    {%- elif rule.rule == 'one_of' -%} {{ column }} not in ({{ rule.allowed }}) and coalesce({{ condition }}, false)
    {%- elif rule.rule == 'none_of' -%} {{ column }} in ({{ rule.allowed }}) and coalesce({{ condition }}, false)
    {%- elif rule.rule == 'matches' -%} not {{ matches(column, rule.allowed) }} and coalesce({{ condition }}, false)
    {%- elif rule.rule == 'at_least' -%} {{ column }} < {{ rule.allowed }}
    {%- else -%} {{ exceptions.raise_compiler_error('No such rule: ' ~ rule.rule) }}
    {%- endif -%}
    {%- if rule.versions %} and v.csv_version in ('{{ rule.versions | replace("|", "', '") }}'){% endif -%}
{%- endmacro %}


{# The fields of a row that break these rules, as 'A, B'; NULL where none does. In parts, because Postgres takes a
   hundred arguments at most. #}
{% macro fields_that_break(rules) -%}
    {%- set parts = [] -%}
    {%- for part in rules | batch(50) -%}
        {%- set names = [] -%}
        {%- for rule in part -%}
            {%- do names.append('case when ' ~ breaks_rule(rule) ~ " then '" ~ rule.field ~ "' end") -%}
        {%- endfor -%}
        {%- do parts.append("nullif(concat_ws(', ', " ~ names | join(', ') ~ "), '')") -%}
    {%- endfor -%}
    nullif(concat_ws(', ', {{ parts | join(', ') }}), '')
{%- endmacro %}


{# HMIS tables and what names the project, client and stay of a row: the columns of each that it has. #}
{% macro hmis_subject(table, subject) -%}
    {%- set has = {
        'project_id': ['hmis_project', 'hmis_funder', 'hmis_project_coc', 'hmis_affiliation', 'hmis_ce_participation', 'hmis_enrollment'],
        'personal_id': ['hmis_client', 'hmis_enrollment', 'hmis_exit'] + quality_dated_tables().keys() | list,
        'enrollment_id': ['hmis_enrollment', 'hmis_exit'] + quality_dated_tables().keys() | list,
    } -%}
    {%- if table in has[subject] -%} v.{{ subject }} {%- else -%} cast(null as text) {%- endif -%}
{%- endmacro %}
