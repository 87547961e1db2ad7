{# How a code or a word of a map is compared with an answer: in lower case, and a whole number without a point. The same
   rule as caseline.ground.names.compared. #}
{% macro compared(text) -%}
    {{ without_point('lower(trim(' ~ text ~ '))') }}
{%- endmacro %}


{# '1.0', as spreadsheets write a whole number, is '1'. #}
{% macro without_point(text) -%}
    {{ replace_pattern(text, '^([0-9]+)[.]0+$', '\\1') }}
{%- endmacro %}
