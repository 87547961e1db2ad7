{# A word from the organisation's settings; null where it is not set. #}
{% macro setting_word(name) -%}
    (select nullif(value, '') from {{ source('framework', 'setting') }} where name = '{{ name }}')
{%- endmacro %}

{# A number from the organisation's settings (framework.setting), or the default where it is not set. #}
{% macro setting_number(name, default) -%}
    coalesce(
        (select {{ safe_number('value') }} from {{ source('framework', 'setting') }} where name = '{{ name }}'),
        {{ default }}
    )
{%- endmacro %}
