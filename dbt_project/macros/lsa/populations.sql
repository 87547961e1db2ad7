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
