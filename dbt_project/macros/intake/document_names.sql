{# The file's own name, without folders or an address before it; systems write spaces in it as underscores. #}
{% macro attachment_name(path) -%}
    lower(replace({{ replace_pattern(path, '^.*[/\\\\]', '') }}, ' ', '_'))
{%- endmacro %}


{# The date that a file's name begins with: 2025-03-14 letter.pdf; NULL when it begins otherwise. #}
{% macro date_of_file_name(path) -%}
    {%- set name = replace_pattern(path, '^.*/', '') -%}
    case when {{ matches(name, '^\d{4}-\d{2}-\d{2}([^0-9]|$)') }} then {{ safe_date('substr(' ~ name ~ ', 1, 10)') }} end
{%- endmacro %}
