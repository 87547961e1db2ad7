{# Of the fields that become a target, the answer to the one described first; an aggregate over rows of form_answer. #}
{% macro first_described(column, target) -%}
    (array_agg({{ column }} order by position nulls last, part, {{ in_byte_order(column) }})
        filter (where maps_to = '{{ target }}' and {{ column }} is not null))[1]
{%- endmacro %}
