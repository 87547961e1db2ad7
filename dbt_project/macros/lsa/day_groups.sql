{# Days as LSAHousehold.csv groups them (6.19): the last day of the group. #}
{% macro lsa_day_group(days) -%}
    case
        {%- for last in [0, 7, 30, 60, 90, 180, 365, 547, 730, 1094] %}
        when {{ days }} <= {{ last }} then {{ last }}
        {%- endfor %}
        else 1095
    end
{%- endmacro %}


{# Days until a return as 6.9 and 7.13 group them; -1 is none. #}
{% macro lsa_return_group(days) -%}
    case
        when {{ days }} < 15 then -1
        {%- for last in [30, 60, 90, 180, 365, 547, 730] %}
        when {{ days }} <= {{ last }} then {{ last }}
        {%- endfor %}
    end
{%- endmacro %}


{# Days housed by permanent supportive housing as months (6.19). #}
{% macro lsa_psh_housed_group(days) -%}
    case
        when {{ days }} = 0 then 0
        {%- for last, group in [(90, 3), (180, 6), (365, 12), (730, 24), (1095, 36), (1460, 48), (1825, 60), (2555, 84), (3650, 120)] %}
        when {{ days }} <= {{ last }} then {{ group }}
        {%- endfor %}
        else 121
    end
{%- endmacro %}
