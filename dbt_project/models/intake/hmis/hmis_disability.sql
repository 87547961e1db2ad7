{{ intake_rows('hmis_disability') }}
