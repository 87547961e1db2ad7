-- Q5a Report validations: who is in the report, among those whose data quality counts (R14); since FY2023 also among all.
{% set rows = {
    'everyone': 'true',
    'adults': 'is_adult',
    'children': 'is_child',
    'of_unknown_age': 'age is null',
    'leavers': 'is_leaver',
    'adult_leavers': 'is_leaver and is_adult',
    'adult_or_head_leavers': 'is_leaver and (is_adult or is_hoh)',
    'stayers': 'not is_leaver',
    'adult_stayers': 'not is_leaver and is_adult',
    'veterans': 'is_veteran',
    'chronic': "chronic_status = 'yes'",
    'youth': 'is_youth',
    'parenting_youth': 'is_parenting_youth',
    'adult_heads': 'is_hoh and is_adult',
    'other_heads': 'is_hoh and not is_adult',
    'long_term': 'is_long_term',
} %}
{{ placed_where('Q5a', rows, "'count'", among='in_quality') }}
union all
{{ placed_where('Q5a', rows, "'all'", among="version <> 'fy2022'") }}
