{# Codes of the FY2022 format as the later formats write them. #}

{# FY2022 living situations and destinations: the code since FY2024, and the housing subsidy, which was part of the
   code and is a field of its own since. Codes that are not here did not change. #}
{% macro living_situations_of_2022() %}
    {{ return({
        1: (101, none), 2: (302, none), 3: (435, 440), 4: (204, none), 5: (205, none), 6: (206, none), 7: (207, none),
        10: (410, none), 11: (411, none), 12: (312, none), 13: (313, none), 14: (314, none), 15: (215, none),
        16: (116, none), 18: (118, none), 19: (435, 419), 20: (435, 420), 21: (421, none), 22: (422, none),
        23: (423, none), 25: (225, none), 26: (426, none), 27: (327, none), 28: (435, 428), 29: (329, none),
        31: (435, 431), 32: (332, none), 33: (435, 433), 34: (435, 434), 35: (335, none), 36: (336, none),
    }) }}
{% endmacro %}


{# A living situation or destination as its code since FY2024. `column` is a column of landing row `v`. #}
{% macro living_situation(column) -%}
    {%- set code = safe_integer('v.' ~ column) -%}
    case
        when v._csv_version <> '2022' then {{ code }}
        else case {{ code }}
            {%- for former, (current, _) in living_situations_of_2022().items() %}
            when {{ former }} then {{ current }}
            {%- endfor %}
            else {{ code }}
        end
    end
{%- endmacro %}


{# The housing subsidy of a living situation or destination. #}
{% macro housing_subsidy(column, situation) -%}
    case
        when v._csv_version <> '2022' then {{ safe_integer('v.' ~ column) }}
        else case {{ safe_integer('v.' ~ situation) }}
            {%- for former, (_, subsidy) in living_situations_of_2022().items() if subsidy %}
            when {{ former }} then {{ subsidy }}
            {%- endfor %}
        end
    end
{%- endmacro %}


{# A code whose field got another name in a later format: the first of the columns that has one. #}
{% macro first_code(columns) -%}
    {{ safe_integer('coalesce(v.' ~ columns | join(', v.') ~ ')') }}
{%- endmacro %}


{# A yes-or-no field that FY2024 added to a list of options to tick: before, nobody ticked it. #}
{% macro option_since_2024(column) -%}
    case when v._csv_version = '2022' then coalesce({{ safe_integer('v.' ~ column) }}, 0)
        else {{ safe_integer('v.' ~ column) }} end
{%- endmacro %}


{# Words for those flags (columns of landing row `v`) that say yes: {'white': 'White', ...} #}
{% macro words_for_flags(words) -%}
    {%- set parts = [] -%}
    {%- for column, word in words.items() -%}
        {%- do parts.append('case when v.' ~ column ~ " = '1' then '" ~ word ~ "' end") -%}
    {%- endfor -%}
    nullif(concat_ws('; ', {{ parts | join(', ') }}), '')
{%- endmacro %}
