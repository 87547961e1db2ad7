{{ intake_rows('crm_program_engagement') }}
