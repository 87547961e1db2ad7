{{ intake_rows('hmis_affiliation') }}
