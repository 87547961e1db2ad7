-- Beds and units of each project and night of the report period on which it was open, and how many were used. How many
-- people slept in a project is not known, rather than none, where the report counts nobody: in other permanent housing
-- (but for the HIC), and on nights outside HMIS.
with operating as (
    select
        project.affiliate_id, project.project_id, calendar.day as night,
        {{ counts_people_in('project', 'request') }}
        and (
            coalesce(project.csv_version = '2022' and project.hmis_participating_project = 1, false)
            or {{ participates_on('project', 'calendar.day') }}
        ) as is_counted
    from {{ ref('lsa_project') }} as project
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('lsa_calendar') }} as calendar
        on calendar.day between greatest(project.operating_start_date, request.report_start) and request.report_end
        and coalesce(calendar.day < project.operating_end_date, true)
),

capacity as (
    select
        operating.affiliate_id, operating.project_id, operating.night, operating.is_counted,
        sum(inventory.bed_inventory) as beds, sum(inventory.unit_inventory) as units
    from operating
    inner join {{ ref('lsa_inventory') }} as inventory
        on operating.affiliate_id = inventory.affiliate_id
        and operating.project_id = inventory.project_id
        and operating.night >= inventory.inventory_start_date
        and coalesce(operating.night <= inventory.inventory_end_date, true)
    group by operating.affiliate_id, operating.project_id, operating.night, operating.is_counted
),

used as (
    select affiliate_id, project_id, night, count(distinct client_id) as people, count(distinct household_id) as households
    from {{ ref('lsa_slept') }}
    group by affiliate_id, project_id, night
),

beside as (
    select
        coalesce(capacity.affiliate_id, used.affiliate_id) as affiliate_id,
        coalesce(capacity.project_id, used.project_id) as project_id,
        coalesce(capacity.night, used.night) as night,
        coalesce(capacity.beds, 0) as beds, coalesce(capacity.units, 0) as units,
        coalesce(used.people, case when capacity.is_counted then 0 end) as people,
        coalesce(used.households, case when capacity.is_counted then 0 end) as households
    from capacity
    full join used
        on capacity.affiliate_id = used.affiliate_id and capacity.project_id = used.project_id and capacity.night = used.night
)

select
    affiliate_id, project_id, night,
    cast(beds as bigint) as beds, people, {{ percent_of('people', 'beds') }} as bed_use,
    cast(units as bigint) as units, households, {{ percent_of('households', 'units') }} as unit_use
from beside
