{{ intake_rows('hmis_youth_education') }}
