{{ intake_rows('hmis_event') }}
