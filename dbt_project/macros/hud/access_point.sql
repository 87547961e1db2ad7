{# CE-APR: whether a project is an access point of coordinated entry on the day of an assessment or an event. Since FY2024
   its participation says so; before, every project asked about is one. `project` is an alias of hud_project. #}
{% macro hud_is_access_point(project, day) -%}
    (
        not {{ project }}.is_access_point_by_record
        or (
            {{ project }}.is_of_continuum
            and exists (
                select 1
                from {{ ref('hmis_ce_participation') }} as participation
                where
                    {{ project }}.affiliate_id = participation.affiliate_id
                    and {{ project }}.project_id = participation.project_id
                    and participation.access_point = 1
                    and not participation.is_deleted
                    and {{ day }} between participation.ce_participation_status_start_date
                    and coalesce(participation.ce_participation_status_end_date, {{ day }})
            )
        )
    )
{%- endmacro %}


{# CE-APR: whether an enrollment is of the report's Continuum of Care (R8); one that names none is. `project` is an alias of
   hud_project, `enrollment` of hmis_enrollment. #}
{% macro hud_is_in_coc(project, enrollment) -%}
    coalesce({{ enrollment }}.enrollment_coc = {{ project }}.coc, true)
{%- endmacro %}
