{{ intake_rows('hmis_participation') }}
