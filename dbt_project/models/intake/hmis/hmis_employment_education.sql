{{ intake_rows('hmis_employment_education') }}
