{{ intake_rows('crm_program') }}
