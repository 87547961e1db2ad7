{# Whether the report counts people by project in projects of this type: in other permanent housing the HIC alone does (9.6). #}
{% macro counts_people_in(project, request) -%}
    ({{ project }}.project_type not in (9, 10) or {{ request }}.scope = 3)
{%- endmacro %}


{# Whether a project takes part in HMIS on a day. #}
{% macro participates_on(project, day) -%}
    exists (
        select 1 from {{ ref('lsa_hmis_participation') }} as part
        where
            part.affiliate_id = {{ project }}.affiliate_id
            and part.project_id = {{ project }}.project_id
            and part.hmis_participation_type = 1
            and part.hmis_participation_status_start_date <= {{ day }}
            and coalesce(part.hmis_participation_status_end_date > {{ day }}, true)
    )
{%- endmacro %}
