{{ intake_rows('hmis_project_coc') }}
