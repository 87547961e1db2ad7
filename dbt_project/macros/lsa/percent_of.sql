{# How many of a hundred, with one decimal; none where there are none to use. #}
{% macro percent_of(part, whole) -%}
    round(100.0 * {{ part }} / nullif({{ whole }}, 0), 1)
{%- endmacro %}
