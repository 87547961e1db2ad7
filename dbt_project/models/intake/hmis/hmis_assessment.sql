{{ intake_rows('hmis_assessment') }}
