-- Beds and units of the report's projects since the period began (4.5), which Inventory.csv lists; rapid re-housing with
-- services only has none.
select inventory.*
from {{ ref('hmis_inventory') }} as inventory
inner join {{ ref('lsa_project') }} as project
    on inventory.affiliate_id = project.affiliate_id and inventory.project_id = project.project_id
inner join {{ ref('lsa_request') }} as request on inventory.coc_code = request.coc
where
    not inventory.is_deleted
    and (project.project_type <> 13 or project.rrh_sub_type = 2)
    and (
        inventory.inventory_end_date is null
        or (inventory.inventory_end_date >= request.report_start and inventory.inventory_end_date > inventory.inventory_start_date)
    )
