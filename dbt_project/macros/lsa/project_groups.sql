{# LSA project types of a group of projects (5.13). #}
{% macro lsa_types_of(project_group) -%}
    {%- if project_group == 'est' -%} (0, 1, 2, 8)
    {%- elif project_group == 'rrh' -%} (13)
    {%- elif project_group == 'psh' -%} (3)
    {%- elif project_group == 'rrhso' -%} (15)
    {%- elif project_group == 'es' -%} (0, 1)
    {%- elif project_group == 'sh' -%} (8)
    {%- elif project_group == 'th' -%} (2)
    {%- endif -%}
{%- endmacro %}


{# The household types of rows that hold, as one number: 1 and 2 are 12, unknown is 9, none -1 (5.13). #}
{% macro lsa_hh_types(hh_type, holds) -%}
    coalesce(cast(nullif(
        {%- for digit, type in [(1, 1), (2, 2), (3, 3), (9, 99)] %}
        max(case when {{ hh_type }} = {{ type }} and {{ holds }} then '{{ digit }}' else '' end){{ ' ||' if not loop.last }}
        {%- endfor %}, '') as integer), -1)
{%- endmacro %}
