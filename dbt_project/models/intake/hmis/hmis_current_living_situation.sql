{{ intake_rows('hmis_current_living_situation', derived={
    'current_living_situation': living_situation('current_living_situation'),
    'cls_subsidy_type': housing_subsidy('cls_subsidy_type', 'current_living_situation'),
}) }}
