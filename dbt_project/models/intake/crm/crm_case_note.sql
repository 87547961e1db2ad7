{{ intake_rows('crm_case_note') }}
