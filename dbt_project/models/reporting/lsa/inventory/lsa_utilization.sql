-- Beds and units of each project and night of the report period, and how many were used.
with capacity as (
    select
        inventory.affiliate_id, inventory.project_id, calendar.day as night,
        sum(inventory.bed_inventory) as beds, sum(inventory.unit_inventory) as units
    from {{ ref('lsa_inventory') }} as inventory
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('lsa_calendar') }} as calendar
        on calendar.day between greatest(inventory.inventory_start_date, request.report_start)
        and coalesce(inventory.inventory_end_date, request.report_end)
    group by inventory.affiliate_id, inventory.project_id, calendar.day
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
        coalesce(capacity.beds, 0) as beds, coalesce(used.people, 0) as people,
        coalesce(capacity.units, 0) as units, coalesce(used.households, 0) as households
    from capacity
    full join used
        on capacity.affiliate_id = used.affiliate_id and capacity.project_id = used.project_id and capacity.night = used.night
)

select
    affiliate_id, project_id, night,
    cast(beds as bigint) as beds, people, {{ percent_of('people', 'beds') }} as bed_use,
    cast(units as bigint) as units, households, {{ percent_of('households', 'units') }} as unit_use
from beside
