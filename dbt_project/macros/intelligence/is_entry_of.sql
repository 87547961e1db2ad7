{# Whether an entry of a skill (framework.skill_code) is that of a code: a rubric has one a level. An inner join only: an
   outer one by this has no key to hash where a level is one of two ways. #}
{% macro is_entry_of(entry, code) -%}
    {{ code }}.skill = {{ entry }}.skill
    and {{ code }}.code = {{ entry }}.code
    and ({{ entry }}.level is null or cast({{ entry }}.level as text) = {{ code }}.value)
{%- endmacro %}
