{# The age group of somebody born on `dob` as of a day (3.5). #}
{% macro lsa_age_group(dob, day) -%}
    case
        {%- for years, age_group in [(65, 65), (55, 64), (45, 54), (35, 44), (25, 34), (22, 24), (18, 21), (6, 17), (3, 5), (1, 2)] %}
        when {{ dob }} + {{ years }} * interval '1 year' <= {{ day }} then {{ age_group }}
        {%- endfor %}
        else 0
    end
{%- endmacro %}


{# Household type from the age groups of its members (3.6): 1 adults only, 2 adults and children, 3 children only,
   99 unknown. #}
{% macro lsa_household_type(adults, children, unknown) -%}
    case
        when {{ adults }} > 0 and {{ children }} > 0 then 2
        when {{ unknown }} > 0 then 99
        when {{ adults }} > 0 then 1
        when {{ children }} > 0 then 3
    end
{%- endmacro %}


{# The ages of a household's adults as one group (HHAdultAge of 5.12, 7.9). #}
{% macro lsa_hh_adult_age(hh_type, oldest, youngest) -%}
    case
        when {{ hh_type }} not in (1, 2) or {{ oldest }} >= 98 then -1
        when {{ oldest }} = 21 then 18
        when {{ oldest }} = 24 then 24
        when {{ youngest }} between 64 and 65 then 55
        else 25
    end
{%- endmacro %}


{# Of several households' adult ages the one that counts (5.14, 6.2, 6.8): youth before seniors before others. #}
{% macro lsa_first_adult_age(age) -%}
    coalesce(
        min(case when {{ age }} in (18, 24) then {{ age }} end), max(case when {{ age }} = 55 then 55 end),
        max(case when {{ age }} = 25 then 25 end), -1
    )
{%- endmacro %}
