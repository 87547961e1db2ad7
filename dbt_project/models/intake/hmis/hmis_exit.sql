{{ intake_rows('hmis_exit', derived={
    'destination': living_situation('destination'),
    'destination_subsidy_type': housing_subsidy('destination_subsidy_type', 'destination'),
}) }}
