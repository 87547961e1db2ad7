{{ intake_rows('hmis_service') }}
