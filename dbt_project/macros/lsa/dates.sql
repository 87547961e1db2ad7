{# A date some whole years earlier; 29 February becomes 28. #}
{% macro years_earlier(date, years) -%}
    cast({{ date }} - {{ years }} * interval '1 year' as date)
{%- endmacro %}


{% macro months_earlier(date, months) -%}
    cast({{ date }} - {{ months }} * interval '1 month' as date)
{%- endmacro %}
