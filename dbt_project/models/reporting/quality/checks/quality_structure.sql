-- Rows that do not fit together: projects without organization, CoC or funder, stays of projects that are not there, several
-- exits of one stay, rows that name another client than their stay does.
with project as (
    select
        project.*,
        cast(null as text) as personal_id,
        cast(null as text) as enrollment_id,
        project.project_id as record_id,
        organization.organization_id is null as lacks_organization,
        not exists (
            select 1 from {{ ref('hmis_project_coc') }} as place
            where place.affiliate_id = project.affiliate_id and place.project_id = project.project_id and not place.is_deleted
        ) as lacks_coc,
        not exists (
            select 1 from {{ ref('hmis_funder') }} as funder
            where funder.affiliate_id = project.affiliate_id and funder.project_id = project.project_id and not funder.is_deleted
        ) as lacks_funder,
        project.residential_affiliation = 1 and not exists (
            select 1 from {{ ref('hmis_affiliation') }} as affiliation
            where affiliation.affiliate_id = project.affiliate_id
                and affiliation.project_id = project.project_id and not affiliation.is_deleted
        ) as lacks_affiliation
    from {{ ref('hmis_project') }} as project
    left join {{ ref('hmis_organization') }} as organization
        on project.affiliate_id = organization.affiliate_id
        and project.organization_id = organization.organization_id
        and not organization.is_deleted
    where not project.is_deleted
),

affiliation as (
    select
        affiliation.affiliate_id, affiliation.project_id, cast(null as text) as personal_id,
        cast(null as text) as enrollment_id, affiliation.affiliation_id as record_id,
        coalesce(not (own.project_type = 6 or (own.project_type = 13 and own.rrh_sub_type = 1)), true) as has_wrong_owner,
        coalesce(not (
            home.project_type in (0, 1, 2, 3, 8, 9, 10) or (home.project_type = 13 and coalesce(home.rrh_sub_type, 2) = 2)
        ), true) as has_wrong_home,
        affiliation.source_file, affiliation.source_line
    from {{ ref('hmis_affiliation') }} as affiliation
    left join {{ ref('hmis_project') }} as own
        on affiliation.affiliate_id = own.affiliate_id and affiliation.project_id = own.project_id and not own.is_deleted
    left join {{ ref('hmis_project') }} as home
        on affiliation.affiliate_id = home.affiliate_id and affiliation.res_project_id = home.project_id and not home.is_deleted
    where not affiliation.is_deleted
),

leaving as (
    select
        affiliate_id, cast(null as text) as project_id, personal_id, enrollment_id, exit_id as record_id,
        row_number() over (
            partition by affiliate_id, enrollment_id order by date_updated desc nulls last, exit_id desc
        ) as newest,
        source_file, source_line
    from {{ ref('hmis_exit') }}
    where not is_deleted
)

{{ quality_checks({
    'project_without_organization': 'lacks_organization',
    'project_without_coc': 'lacks_coc',
    'project_without_funder': 'lacks_funder and continuum_project = 1',
    'project_without_affiliation': 'lacks_affiliation',
}, 'project', own_record('hmis_project')) }}
union all
{{ quality_checks({
    'affiliation_of_wrong_project': 'has_wrong_owner',
    'affiliation_to_wrong_project': 'has_wrong_home',
}, 'affiliation', own_record('hmis_affiliation')) }}
union all
{{ quality_checks({'stay_of_unknown_project': 'project_type is null and operating_start_date is null'}, ref('quality_stay')) }}
union all
{{ quality_checks({'exit_twice': 'newest > 1'}, 'leaving', own_record('hmis_exit')) }}
{% for table, (key, _) in dict(quality_dated_tables(), hmis_exit=('exit_id', none)).items() %}
union all
select
    'other_client_than_stay' as check_id, stay.affiliate_id, stay.project_id, stay.personal_id, stay.enrollment_id,
    '{{ table }}' as record_type, v.{{ key }} as record_id, 'PersonalID' as field, v.source_file, v.source_line
from {{ ref(table) }} as v
inner join {{ ref('quality_stay') }} as stay on v.affiliate_id = stay.affiliate_id and v.enrollment_id = stay.enrollment_id
where not v.is_deleted and v.personal_id <> stay.personal_id
{% endfor %}
union all
(
    with client as (
        select
            affiliate_id, cast(null as text) as project_id, personal_id, cast(null as text) as enrollment_id,
            personal_id as record_id, source_file, source_line
        from {{ ref('hmis_client') }} as person
        where not is_deleted and not exists (
            select 1 from {{ ref('quality_stay') }} as stay
            where stay.affiliate_id = person.affiliate_id and stay.personal_id = person.personal_id
        )
    )

    {{ quality_checks({'client_without_stay': 'true'}, 'client', own_record('hmis_client')) }}
)
