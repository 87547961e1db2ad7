{# How a code or a word of a map is compared with an answer: in lower case, and a whole number without a point. The same
   rule as caseline.ground.names.compared. #}
{% macro compared(text) -%}
    {%- set spaces = "' ' || chr(9) || chr(10) || chr(13) || chr(160)" -%}
    {{ without_point('lower(trim(' ~ text ~ ', ' ~ spaces ~ '))') }}
{%- endmacro %}


{# '1.0', as spreadsheets write a whole number, is '1'. #}
{% macro without_point(text) -%}
    {{ replace_pattern(text, '^([0-9]+)[.]0+$', '\\1') }}
{%- endmacro %}
