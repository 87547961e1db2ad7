{# Whether two rows are about the same code of one wording of a skill, as one reader read it. #}
{% macro is_coding_of(one, other) -%}
    {{ one }}.skill = {{ other }}.skill
    and {{ one }}.skill_version = {{ other }}.skill_version
    and {{ one }}.coder = {{ other }}.coder
    and {{ one }}.prompt_hash = {{ other }}.prompt_hash
    and {{ one }}.code = {{ other }}.code
    and coalesce({{ one }}.value, '') = coalesce({{ other }}.value, '')
{%- endmacro %}
