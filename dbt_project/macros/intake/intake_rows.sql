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
    {%- set unread = [] -%}
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
                order by
                    {{ safe_timestamp(spec.changed) }} desc nulls last,
                    {{ safe_timestamp('_exported_at') }} desc nulls last,
                    _dlt_load_id desc, _source_file desc, _source_line desc
            ) as version_number
        from landed
    )

    select
    {%- for column in declared_columns() if column.name != 'unread_fields' %}
        {%- if column.name in derived %}
        {{ derived[column.name] }} as {{ column.name }},
        {%- elif column.name in lineage %}
        {{ lineage[column.name] }} as {{ column.name }},
        {%- else %}
        {%- set read = safe_cast_as('v.' ~ column.name, column.data_type) %}
        {{ read }} as {{ column.name }},
        {%- if column.data_type != 'text' %}
        {%- do unread.append(
            'case when v.' ~ column.name ~ ' is not null and ' ~ read ~ " is null then '" ~ column.name ~ "' end"
        ) %}
        {%- endif %}
        {%- endif %}
    {%- endfor %}
        {{ joined_names(unread) }} as unread_fields
    from numbered as v
    where version_number = 1
{% endmacro %}


{# Columns of the model, or of the model that the running unit test is about. #}
{% macro declared_columns() %}
    {%- if not execute -%} {{ return([]) }} {%- endif -%}
    {%- set node = graph.nodes[model.tested_node_unique_id] if model.resource_type == 'unit_test' else model -%}
    {{ return(node.columns.values() | list) }}
{% endmacro %}


{% macro is_readable(spec) -%}
    {{ spec.key }} is not null
    {%- for column in spec.required or [] %} and {{ column }} is not null {%- endfor %}
    {%- if spec.date %} and {{ safe_date(spec.date) }} is not null {%- endif %}
{%- endmacro %}


{% macro is_deleted(spec) -%}
    {%- if not spec.deleted -%} false
    {%- elif spec.source == 'hmis' -%} v.{{ spec.deleted }} is not null
    {%- else -%} coalesce({{ safe_boolean('v.' ~ spec.deleted) }}, false)
    {%- endif -%}
{%- endmacro %}


{# Those of the expressions that are not NULL, as 'a, b'; NULL when there is none. In parts, because Postgres takes
   a hundred arguments at most. #}
{% macro joined_names(expressions) -%}
    {%- set parts = [] -%}
    {%- for part in expressions | batch(50) -%}
        {%- do parts.append("nullif(concat_ws(', ', " ~ part | join(', ') ~ "), '')") -%}
    {%- endfor -%}
    {%- if parts -%} nullif(concat_ws(', ', {{ parts | join(', ') }}), '') {%- else -%} cast(null as text) {%- endif -%}
{%- endmacro %}
