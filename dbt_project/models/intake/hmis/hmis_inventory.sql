{{ intake_rows('hmis_inventory') }}
