{{ intake_rows('hmis_health_and_dv', derived={
    'domestic_violence_survivor': first_code(['domestic_violence_survivor', 'domestic_violence_victim']),
}) }}
