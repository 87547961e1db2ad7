-- Q27m (since FY2024) Education of youth who headed a household and left a project for youth homelessness (YHDP, funder
-- 43), at start and at exit.
with leaver as (
    select client.report_id, client.client_id, client.stay_id, client.affiliate_id, client.enrollment_id
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hud_project') }} as project
        on client.report_id = project.report_id
        and client.affiliate_id = project.affiliate_id
        and client.project_id = project.project_id
    where client.is_youth and client.is_hoh and client.is_leaver and {{ holds('project.funders', "'43'") }}
),

asked as (
    select
        leaver.report_id, leaver.client_id, stage.name as stage,
        school.current_school_attend, school.most_recent_ed_status, school.current_ed_status,
        coalesce({{ record_key('hmis_youth_education', 'school.affiliate_id', 'school.youth_education_status_id') }}, leaver.stay_id) as record_id,
        row_number() over (
            partition by leaver.report_id, leaver.client_id, stage.name
            order by school.information_date desc nulls last, school.youth_education_status_id desc
        ) as nth
    from leaver
    cross join (select 1 as code, 'start' as name union all select 3, 'exit') as stage
    left join {{ ref('hmis_youth_education') }} as school
        on leaver.affiliate_id = school.affiliate_id
        and leaver.enrollment_id = school.enrollment_id
        and stage.code = school.data_collection_stage
        and not school.is_deleted
)

{% for block, field, last, among in [
    ('school', 'current_school_attend', 2, 'true'),
    ('recent', 'most_recent_ed_status', 7, 'current_school_attend = 0'),
    ('current', 'current_ed_status', 4, 'current_school_attend in (1, 2)'),
] -%}
select {{ placed(
    'Q27m',
    "'" ~ block ~ ":' || case when " ~ field ~ " between 0 and " ~ last ~ " then cast(" ~ field ~ " as text)
        when " ~ field ~ " in (8, 9) then 'dk' else 'missing' end",
    'stage', record='record_id',
) }}
from asked where nth = 1 and {{ among }}
union all
{% endfor -%}
select {{ placed('Q27m', "'everyone'", 'stage', record='record_id') }} from asked where nth = 1
