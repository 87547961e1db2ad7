{# What a record is worth for a value: half where the source itself calls the value partial or not known. #}
{% macro support(quality) -%}
    case when {{ quality }} in ('partial', 'unknown') then 0.5 else 1.0 end
{%- endmacro %}
