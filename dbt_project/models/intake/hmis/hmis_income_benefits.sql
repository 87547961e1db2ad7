{{ intake_rows('hmis_income_benefits', derived={
    'vha_services': first_code(['vha_services', 'va_medical_services']),
    'no_vha_reason': first_code(['no_vha_reason', 'no_va_med_reason']),
}) }}
