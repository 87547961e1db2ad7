{# Whether a list such as 'a|b' names a key; '*' names every key. #}
{% macro holds(list, key) -%}
    coalesce({{ list }} = '*' or strpos('|' || {{ list }} || '|', '|' || {{ key }} || '|') > 0, false)
{%- endmacro %}

{# A number with so many decimals, halves rounded away from zero. #}
{% macro decimals(number, places) -%}
    cast(cast(round(cast({{ number }} as decimal(18, 6)), {{ places }}) as decimal(18, {{ places }})) as text)
{%- endmacro %}
