{{ intake_rows('crm_account') }}
