{{ intake_rows('hmis_organization') }}
