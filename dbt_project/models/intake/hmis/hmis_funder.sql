{{ intake_rows('hmis_funder') }}
