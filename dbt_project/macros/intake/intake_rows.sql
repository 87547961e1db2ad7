{# The latest version of every row of a landing table, renamed and cast as the model's YAML declares its columns:
   a column is the landing column of the same name, unless `derived` gives its expression (over alias `v`).
   Rows without key, required columns or readable key date stay behind; intake.quarantine lists them. #}
{% macro intake_rows(name, derived={}) %}
    {%- set spec = intake_tables()[name] -%}
    {%- set lineage = {
        'affiliate_id': 'v._affiliate',
        'source_file': 'v._source_file',
        'source_line': 'v._source_line',
        'csv_version': 'v._csv_version',
        'is_deleted': is_deleted(spec),
    } -%}
    {%- set own_columns = [] -%}
    {%- for column in declared_columns() if column.name not in derived and column.name not in lineage -%}
        {%- if column.name != 'unread_fields' -%} {%- do own_columns.append(column) -%} {%- endif -%}
    {%- endfor -%}
    {%- set cast_columns = own_columns | rejectattr('data_type', 'equalto', 'text') | list -%}
    with landed as (
        select *
        from {{ source(spec.source, spec.table) }}
        where {{ is_readable(spec) }}
    ),

    numbered as (
        select
            *,
            row_number() over (
                partition by _affiliate, {{ spec.key }}
                order by {{ newest_first(spec) }}
            ) as version_number
        from landed
    ),

    newest as (
        select
            *
            {%- for column in cast_columns %},
            {{ safe_cast_as(column.name, column.data_type) }} as read_{{ column.name }}
            {%- endfor %}
        from numbered
        where version_number = 1
    )

    select
    {%- for column in declared_columns() if column.name != 'unread_fields' %}
        {%- if column.name in derived %}
        {{ derived[column.name] }} as {{ column.name }},
        {%- elif column.name in lineage %}
        {{ lineage[column.name] }} as {{ column.name }},
        {%- else %}
        v.{{ 'read_' if column in cast_columns }}{{ column.name }} as {{ column.name }},
        {%- endif %}
    {%- endfor %}
        {{ unread_columns(cast_columns) }} as unread_fields
    from newest as v
{% endmacro %}


{# Columns as the model's YAML declares them. dbt does not show them to unit tests, which override this macro with
   the columns they are about. #}
{% macro declared_columns() %}
    {{ return(model.columns.values() | list if execute else []) }}
{% endmacro %}


{% macro is_readable(spec) -%}
    {{ spec.key }} is not null
    {%- for column in spec.required or [] %} and {{ column }} is not null {%- endfor %}
    {%- if spec.date %} and {{ safe_date(spec.date) }} is not null {%- endif %}
    {%- if deletes_by_date(spec) %} and ({{ spec.deleted }} is null or {{ safe_date(spec.deleted) }} is not null) {%- endif %}
{%- endmacro %}


{# HMIS says when a row was deleted, Salesforce that it was. #}
{% macro deletes_by_date(spec) -%}
    {{ return(spec.source == 'hmis' and spec.deleted is not none) }}
{%- endmacro %}


{# Which of two versions of a row is newer. #}
{% macro newest_first(spec) -%}
    {{ safe_timestamp(spec.changed) }} desc nulls last,
    {{ safe_timestamp('_exported_at') }} desc nulls last,
    _load_id desc, _source_file desc, _source_line desc
{%- endmacro %}


{% macro is_deleted(spec) -%}
    {%- if not spec.deleted -%} false
    {%- elif deletes_by_date(spec) -%} v.{{ spec.deleted }} is not null
    {%- else -%} coalesce({{ safe_boolean('v.' ~ spec.deleted) }}, false)
    {%- endif -%}
{%- endmacro %}


{# Names of the columns that hold text which could not be cast, as 'a, b'; NULL when there are none. In parts,
   because Postgres takes a hundred arguments at most. #}
{% macro unread_columns(columns) -%}
    {%- set parts = [] -%}
    {%- for part in columns | batch(50) -%}
        {%- set names = [] -%}
        {%- for column in part -%}
            {%- do names.append(
                'case when v.' ~ column.name ~ ' is not null and v.read_' ~ column.name ~ " is null then '"
                ~ column.name ~ "' end"
            ) -%}
        {%- endfor -%}
        {%- do parts.append("nullif(concat_ws(', ', " ~ names | join(', ') ~ "), '')") -%}
    {%- endfor -%}
    {%- if parts -%} nullif(concat_ws(', ', {{ parts | join(', ') }}), '') {%- else -%} cast(null as text) {%- endif -%}
{%- endmacro %}
