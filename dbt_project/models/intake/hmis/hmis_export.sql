{{ intake_rows('hmis_export') }}
