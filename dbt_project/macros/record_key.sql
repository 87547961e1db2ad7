{# The id by which every table names a source's row: source, affiliate and the row's id there. #}
{% macro record_key(source_name, affiliate_id, native_id) -%}
    '{{ source_name }}:' || {{ affiliate_id }} || ':' || {{ native_id }}
{%- endmacro %}


{# Its source (1) or affiliate (2). #}
{% macro part_of_record_key(record_key, part) -%}
    split_part({{ record_key }}, ':', {{ part }})
{%- endmacro %}
