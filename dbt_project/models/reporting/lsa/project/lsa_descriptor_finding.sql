-- What HUD's portal refuses in project descriptor data (4.1 to 4.7): the project and the row to mend.
with project as (
    select
        project.*, request.report_start, request.report_end,
        coalesce(project.operating_end_date > request.report_start, true) as is_open,
        coalesce(project.project_type = 13 and project.rrh_sub_type = 1, false) as is_services_only
    from {{ ref('lsa_project') }} as project
    cross join {{ ref('lsa_request') }} as request
),

{% for name, model in {
    'organization': 'lsa_organization', 'place': 'lsa_project_coc', 'funder': 'lsa_funder', 'inventory': 'lsa_inventory',
    'participation': 'lsa_hmis_participation', 'affiliation': 'lsa_affiliation',
}.items() %}
of_{{ name }} as (
    select project.affiliate_id, project.project_id, count({{ name }}.affiliate_id) as found
    from project
    left join {{ ref(model) }} as {{ name }}
        on project.affiliate_id = {{ name }}.affiliate_id
        {%- if name == 'organization' %}
        and project.organization_id = organization.organization_id
        {%- else %}
        and project.project_id = {{ name }}.project_id
        {%- endif %}
    group by project.affiliate_id, project.project_id
),
{% endfor %}

-- a day on which the project was open and no participation is documented
undocumented as (
    select project.affiliate_id, project.project_id, count(*) as found
    from project
    inner join {{ ref('lsa_calendar') }} as calendar
        on calendar.day between greatest(project.operating_start_date, project.report_start)
        and coalesce(least(project.operating_end_date, project.report_end), project.report_end)
    where
        project.is_open
        and project.csv_version <> '2022'
        and not exists (
            select 1 from {{ ref('lsa_hmis_participation') }} as part
            where
                part.affiliate_id = project.affiliate_id
                and part.project_id = project.project_id
                and calendar.day between part.hmis_participation_status_start_date
                and coalesce(part.hmis_participation_status_end_date, calendar.day)
        )
    group by project.affiliate_id, project.project_id
)

{% for finding, holds in {
    'housing_type': 'is_open and not is_services_only and coalesce(housing_type, 0) not in (1, 2, 3)',
    'rrh_sub_type': 'case when project_type = 13 then coalesce(rrh_sub_type, 0) not in (1, 2) else rrh_sub_type is not null end',
    'residential_affiliation': 'case when is_services_only then coalesce(residential_affiliation, 99) not in (0, 1)
        else residential_affiliation is not null end',
}.items() %}
select '{{ finding }}' as finding, affiliate_id, project_id, source_file, source_line
from project
where {{ holds }}
union all
{% endfor %}

{%- for finding, counted, holds in [
    ('without_organization', 'of_organization', 'counted.found <> 1'),
    ('without_funder', 'of_funder', 'project.is_open and counted.found = 0'),
    ('not_one_coc', 'of_place', 'counted.found <> 1'),
    ('without_inventory', 'of_inventory', 'project.is_open and not project.is_services_only and counted.found = 0'),
    ('participation_gap', 'undocumented', 'counted.found > 0'),
    ('without_affiliation', 'of_affiliation', 'project.is_open and project.is_services_only and project.residential_affiliation = 1 and counted.found = 0'),
] %}
select '{{ finding }}', project.affiliate_id, project.project_id, project.source_file, project.source_line
from project
inner join {{ counted }} as counted on project.affiliate_id = counted.affiliate_id and project.project_id = counted.project_id
where {{ holds }}
union all
{% endfor %}

select distinct
    'victim_service_provider', project.affiliate_id, project.project_id, organization.source_file, organization.source_line
from project
inner join {{ ref('lsa_organization') }} as organization
    on project.affiliate_id = organization.affiliate_id and project.organization_id = organization.organization_id
where coalesce(organization.victim_service_provider, 99) not in (0, 1)

{% set shelter = 'project.project_type in (0, 1)' %}
{% set kinds_of_beds = ['ch_vet', 'youth_vet', 'vet', 'ch_youth', 'youth', 'ch', 'other'] %}
{%- for finding, model, holds in [
    ('funder_after_closing', 'lsa_funder', 'not project.is_open'),
    ('geocode', 'lsa_project_coc', "not coalesce(" ~ matches('found.geocode', '^[0-9]{6}$') ~ ", false)"),
    ('zip', 'lsa_project_coc', "not coalesce(" ~ matches('found.zip', '^[0-9]{5}') ~ ", false)"),
    ('geography_type', 'lsa_project_coc', 'coalesce(found.geography_type, 99) not in (1, 2, 3)'),
    ('inventory_after_closing', 'lsa_inventory', 'not project.is_open'),
    ('inventory_household_type', 'lsa_inventory', 'coalesce(found.household_type, 0) not in (1, 3, 4)'),
    ('inventory_availability', 'lsa_inventory',
        'case when ' ~ shelter ~ ' then coalesce(found.availability, 0) not in (1, 2, 3) else found.availability is not null end'),
    ('inventory_bed_type', 'lsa_inventory',
        'case when ' ~ shelter ~ ' then coalesce(found.es_bed_type, 0) not in (1, 2, 3) else found.es_bed_type is not null end'),
    ('inventory_beds', 'lsa_inventory', 'found.bed_inventory is distinct from '
        ~ ('found.' ~ kinds_of_beds | join('_bed_inventory + found.') ~ '_bed_inventory')),
    ('inventory_start', 'lsa_inventory', 'found.inventory_start_date > project.report_end'),
] %}
union all
select '{{ finding }}', project.affiliate_id, project.project_id, found.source_file, found.source_line
from project
inner join {{ ref(model) }} as found on project.affiliate_id = found.affiliate_id and project.project_id = found.project_id
where {{ holds }}
{%- endfor %}
