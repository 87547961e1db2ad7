{{ intake_rows('hmis_user') }}
