{# Races as LSA populations group them (8.3, 9.4), in order: eight alone, five of them with Hispanic, two of many races, seven
   in any combination. `race` is the column; includes(d) is whether the digit is among several. #}
{% macro lsa_race_criteria(race) -%}
    {%- set told = race ~ ' not in (98, 99)' -%}
    {%- set criteria = [] -%}
    {%- for code in [1, 16, 2, 26, 3, 36, 6, 7, 67, 4, 46, 5, 56] -%}
        {%- do criteria.append(race ~ ' = ' ~ code) -%}
    {%- endfor -%}
    {%- set has_hispanic = "strpos(cast(" ~ race ~ " as text), '6') > 0" -%}
    {%- do criteria.append(race ~ ' >= 12 and ' ~ told ~ ' and not ' ~ has_hispanic) -%}
    {%- do criteria.append(race ~ ' >= 126 and ' ~ has_hispanic) -%}
    {%- for digit in [1, 2, 3, 6, 7, 4, 5] -%}
        {%- do criteria.append(told ~ " and strpos(cast(" ~ race ~ " as text), '" ~ digit ~ "') > 0") -%}
    {%- endfor -%}
    {{ return(criteria) }}
{%- endmacro %}


{# Populations of households whose days are averaged (8.3): what makes a household one of them, the household types they
   are reported for (0 is all together), and within which other populations they are subpopulations. #}
{% macro lsa_average_populations() -%}
    {%- set all = [0, 1, 2, 3, 99] -%}
    {%- set populations = {
        0: {'holds': 'true', 'hh_types': all},
        10: {'holds': 'hh_adult_age = 18', 'hh_types': [1]},
        11: {'holds': 'hh_adult_age = 24', 'hh_types': [1]},
        12: {'holds': 'hh_parent = 1 and hh_adult_age in (18, 24)', 'hh_types': [2]},
        13: {'holds': 'hh_vet = 1', 'hh_types': [0, 1, 2, 99]},
        14: {'holds': 'hh_vet = 0 and hh_adult_age in (25, 55)', 'hh_types': [1]},
        15: {'holds': 'hh_chronic = 1', 'hh_types': all, 'within': [10, 11, 12, 13, 14]},
        16: {'holds': 'hh_chronic in (1, 2)', 'hh_types': all},
        17: {'holds': 'hh_chronic in (0, 3)', 'hh_types': all},
        18: {'holds': 'hh_disability = 1', 'hh_types': all, 'within': [0, 10, 11, 12, 13, 14]},
        19: {'holds': 'hh_fleeing_dv = 1', 'hh_types': all, 'within': [0, 10, 11, 12, 13, 14, 15]},
        20: {'holds': 'stat = 1', 'hh_types': all, 'within': [0, 10, 11, 12, 13, 14, 15]},
        21: {'holds': 'stat = 2', 'hh_types': all, 'within': [0, 10, 11, 12, 13, 14, 15]},
        22: {'holds': 'psh_move_in = 1', 'hh_types': all, 'within': [0, 10, 11, 12, 13, 14, 15]},
        45: {'holds': 'hh_adult_age = 55', 'hh_types': [1], 'within': [0, 13, 14, 15]},
        46: {'holds': 'hh_parent = 1', 'hh_types': [3], 'within': [0, 15]},
        47: {'holds': 'is_of_many_children', 'hh_types': [2], 'within': [0, 13, 15]},
        48: {'holds': 'hh_fleeing_dv = 2', 'hh_types': all, 'within': [0, 10, 11, 12, 13, 14, 15]},
    } -%}
    {%- for criterion in lsa_race_criteria('hoh_race_ethnicity') -%}
        {%- do populations.update({
            22 + loop.index: {'holds': criterion, 'hh_types': all, 'within': [0, 10, 11, 12, 13, 14, 15]}
        }) -%}
    {%- endfor -%}
    {{ return(populations) }}
{%- endmacro %}


{# Populations of people and households counted by their household (9.3). #}
{% macro lsa_household_populations() -%}
    {%- set all = [0, 1, 2, 3, 99] -%}
    {{ return({
        0: {'holds': 'true', 'hh_types': all},
        10: {'holds': 'hh_adult_age = 18', 'hh_types': [1]},
        11: {'holds': 'hh_adult_age = 24', 'hh_types': [1]},
        12: {'holds': 'hh_parent = 1 and hh_adult_age in (18, 24)', 'hh_types': [2]},
        13: {'holds': 'hh_vet = 1', 'hh_types': [0, 1, 2, 99]},
        14: {'holds': 'hh_vet = 0 and hh_adult_age in (25, 55)', 'hh_types': [1]},
        15: {'holds': 'hh_chronic = 1', 'hh_types': all},
        18: {'holds': 'hh_disability = 1', 'hh_types': all},
        19: {'holds': 'hh_fleeing_dv = 1', 'hh_types': all},
        45: {'holds': 'hh_adult_age = 55', 'hh_types': [1]},
        46: {'holds': 'hh_parent = 1', 'hh_types': [3]},
        48: {'holds': 'hh_fleeing_dv = 2', 'hh_types': all},
    }) }}
{%- endmacro %}


{# Populations of people counted by what they are themselves (9.4); those of `projects` are also counted by project, those
   `within` veterans (50), parenting youth (51) and parenting children (52) as well. #}
{% macro lsa_personal_populations() -%}
    {%- set all = [0, 1, 2, 3, 99] -%}
    {%- set chronic = 'disability_status = 1 and ch_time in (365, 400) and ch_time_status in (1, 2)' -%}
    {%- set youth = 'hh_adult_age in (18, 24)' -%}
    {%- set populations = {
        50: {'holds': 'vet_status = 1', 'hh_types': [0, 1, 2, 99], 'projects': true},
        51: {'holds': 'relationship_to_hoh = 1 and hh_parent = 1 and ' ~ youth, 'hh_types': [2]},
        52: {'holds': 'relationship_to_hoh = 1 and hh_parent = 1', 'hh_types': [3]},
        53: {'holds': chronic, 'hh_types': all, 'projects': true, 'within': [50, 51, 52]},
        54: {'holds': 'disability_status = 1', 'hh_types': all, 'within': [50, 51, 52]},
        55: {'holds': 'dv_status = 1', 'hh_types': all, 'within': [50, 51, 52]},
        97: {'holds': 'dv_status in (2, 3)', 'hh_types': all, 'within': [50, 51, 52]},
        1190: {'holds': 'active_age = 21 and ' ~ youth, 'hh_types': [1], 'projects': true},
        1191: {'holds': 'active_age = 24 and ' ~ youth, 'hh_types': [1], 'projects': true},
        1290: {'holds': 'active_age = 21 and hh_parent = 1 and ' ~ youth, 'hh_types': [2], 'projects': true},
        1291: {'holds': 'active_age = 24 and hh_parent = 1 and ' ~ youth, 'hh_types': [2], 'projects': true},
    } -%}
    {%- for criterion in lsa_race_criteria('race_ethnicity') -%}
        {%- do populations.update({55 + loop.index: {'holds': criterion, 'hh_types': all, 'within': [50, 51, 52]}}) -%}
    {%- endfor -%}
    {%- for age_group in [0, 2, 5, 17, 21, 24, 34, 44, 54, 64, 65] -%}
        {%- do populations.update({85 + loop.index: {
            'holds': 'oldest = ' ~ age_group, 'hh_types': [0, 2, 3, 99] if age_group < 18 else [0, 1, 2, 99]
        }}) -%}
    {%- endfor -%}
    {{ return(populations) }}
{%- endmacro %}


{# Rows of a relation for each population: its columns, the population and the household type it is reported for. #}
{% macro lsa_belonging(populations, relation, columns) -%}
    {%- for id, population in populations.items() %}
    select {{ columns }}, {{ id }} as population, reported.hh_type as reported_hh_type
    from {{ relation }}
    cross join (values {% for hh_type in population.hh_types %}({{ hh_type }}){{ ', ' if not loop.last }}{% endfor %}) as reported (hh_type)
    where {{ population.holds }} and reported.hh_type in (0, {{ relation }}.hh_type) and {{ relation }}.hh_type in (
        {{ (population.hh_types if 0 not in population.hh_types else [1, 2, 3, 99]) | join(', ') }}
    )
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# Which populations are subpopulations of which, as values. #}
{% macro lsa_within(populations) -%}
    {%- set pairs = [] -%}
    {%- for id, population in populations.items() -%}
        {%- for parent in population.within or [] if parent -%}
            {%- do pairs.append('(' ~ id ~ ', ' ~ parent ~ ')') -%}
        {%- endfor -%}
    {%- endfor -%}
    values {{ pairs | join(', ') }}
{%- endmacro %}


{# The populations that are also counted by project. #}
{% macro lsa_of_projects(populations) -%}
    {%- set ids = [] -%}
    {%- for id, population in populations.items() if population.projects -%}
        {%- do ids.append(id) -%}
    {%- endfor -%}
    {{ ids | join(', ') }}
{%- endmacro %}
