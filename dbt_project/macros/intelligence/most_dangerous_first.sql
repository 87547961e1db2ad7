{# The order in which people read risks, everywhere: what hurts most, then what is sure, then the latest. How confident a
   coder was is no part of it. #}
{% macro most_dangerous_first(risk) -%}
    {{ risk }}.danger_rank, case when {{ risk }}.tier = 'sure' then 0 else 1 end, {{ risk }}.note_date desc nulls last,
    {{ in_byte_order(risk ~ '.note_id') }}, {{ in_byte_order(risk ~ '.skill') }}, {{ in_byte_order(risk ~ '.code') }}
{%- endmacro %}

{# Words as they are held against each other: small letters, each after one space. #}
{% macro words_apart(text) -%}
    ' ' || {{ replace_pattern('lower(' ~ text ~ ')', '[-/(),.;:\s]+', ' ') }}
{%- endmacro %}
