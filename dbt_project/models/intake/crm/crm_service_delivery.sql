{{ intake_rows('crm_service_delivery') }}
