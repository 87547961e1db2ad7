{# One of several values that stand in one text, by its place; NULL where there are fewer. #}
{% macro nth_value(text, nth) -%}
    nullif(trim(split_part({{ replace_pattern(text, '[;|]', ';') }}, ';', {{ nth }})), '')
{%- endmacro %}
