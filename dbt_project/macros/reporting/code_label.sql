{# What a code is called in questions: its skill and its name, or the level of a rubric. #}
{% macro code_label(code) -%}
    {{ code }}.skill || '.' || coalesce(cast({{ code }}.level as text), {{ code }}.code)
{%- endmacro %}
