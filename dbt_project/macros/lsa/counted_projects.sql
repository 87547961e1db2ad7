{# Whether the report counts people by project in projects of this type: in other permanent housing the HIC alone does (9.6). #}
{% macro counts_people_in(project, request) -%}
    ({{ project }}.project_type not in (9, 10) or {{ request }}.scope = 3)
{%- endmacro %}
