{{ intake_rows('crm_service') }}
