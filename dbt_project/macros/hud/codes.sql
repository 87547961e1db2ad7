{# HMIS codes as HUD's tables group them (code lists C1, C2), in the codes since FY2024. #}

{% macro hud_homeless() -%} 116, 101, 118 {%- endmacro %}

{% macro hud_institutions() -%} 215, 206, 207, 225, 204, 205 {%- endmacro %}

{% macro hud_permanent() -%} 426, 411, 421, 410, 435, 422, 423 {%- endmacro %}


{% macro hud_subsidies() -%} 428, 419, 431, 433, 434, 420, 436, 437, 438, 439, 440 {%- endmacro %}


{# A living situation or destination as a row key: its code, '435:431' with the kind of subsidy
   ('435:' with none that HUD lists), 'dk' or 'missing'. #}
{% macro hud_situation(code, subsidy) -%}
    case
        when {{ code }} in (8, 9) then 'dk'
        when {{ code }} is null or {{ code }} = 99 then 'missing'
        when {{ code }} = 435 then '435:' || case when {{ subsidy }} in ({{ hud_subsidies() }}) then cast({{ subsidy }} as text) else '' end
        else cast({{ code }} as text)
    end
{%- endmacro %}


{# Days from an event to its record, as Q6e groups them. #}
{% macro hud_delay_band(days) -%}
    case
        when {{ days }} < 0 then 'before'
        when {{ days }} = 0 then '0'
        when {{ days }} <= 3 then '1-3'
        when {{ days }} <= 6 then '4-6'
        when {{ days }} <= 10 then '7-10'
        else '11-'
    end
{%- endmacro %}


{# Whether nine digits could be a Social Security number (Q6a). #}
{% macro is_possible_ssn(ssn) -%}
    (
        {{ matches(ssn, '^\d{9}$') }}
        and substr({{ ssn }}, 1, 3) not in ('000', '666')
        and substr({{ ssn }}, 1, 1) <> '9'
        and substr({{ ssn }}, 4, 2) <> '00'
        and substr({{ ssn }}, 6, 4) <> '0000'
        and replace({{ ssn }}, substr({{ ssn }}, 1, 1), '') <> ''
        and strpos('012345678901234567', {{ ssn }}) = 0
        and strpos('987654321098765432', {{ ssn }}) = 0
    )
{%- endmacro %}


{# Days as the first day of their band; tables hold several bands in a row where theirs are wider. #}
{% macro hud_days_band(days) -%}
    case
        {%- for first, last in [(0, 7), (8, 14), (15, 21), (22, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, 730),
            (731, 1095), (1096, 1460), (1461, 1825)] %}
        when {{ days }} <= {{ last }} then '{{ first }}'
        {%- endfor %}
        else '1826'
    end
{%- endmacro %}


{# Coordinated-entry events that refer to housing. #}
{% macro hud_housing_events() -%} 10, 11, 12, 13, 14, 15, 17, 18 {%- endmacro %}


{# A household within its HMIS; who has none is one alone (R7). `enrollment` is an alias of hmis_enrollment. #}
{% macro hud_household_id(enrollment) -%}
    {{ enrollment }}.affiliate_id || ':' || coalesce({{ enrollment }}.household_id, 'alone:' || {{ enrollment }}.enrollment_id)
{%- endmacro %}
