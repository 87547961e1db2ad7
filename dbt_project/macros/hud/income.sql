{# Fields of HMIS IncomeBenefits in the order of HUD's tables (code list C6). #}

{# Source of income -> its amount. #}
{% macro hud_income_sources() %}
    {% set amounts = {} %}
    {% for source in [
        'earned', 'unemployment', 'ssi', 'ssdi', 'va_disability_service', 'va_disability_non_service',
        'private_disability', 'workers_comp', 'tanf', 'ga', 'soc_sec_retirement', 'pension', 'child_support', 'alimony',
    ] %}
        {% do amounts.update({source: source ~ '_amount'}) %}
    {% endfor %}
    {% do amounts.update({'other_income_source': 'other_income_amount'}) %}
    {{ return(amounts) }}
{% endmacro %}

{% macro hud_benefits() %}
    {{ return(['snap', 'wic', 'tanf_child_care', 'tanf_transportation', 'other_tanf', 'other_benefits_source']) }}
{% endmacro %}

{% macro hud_insurances() %}
    {{ return([
        'medicaid', 'medicare', 'schip', 'vha_services', 'employer_provided', 'cobra', 'private_pay', 'state_health_ins',
        'indian_health_services', 'other_insurance',
    ]) }}
{% endmacro %}

{# Flags of a record as rows: `name` of each flag that says yes. For a FROM clause, over alias `record`. #}
{% macro flags_that_say_yes(names) -%}
    {%- for name in names %}
    select report_id, client_id, stage, record_id, '{{ name }}' as name from {{ ref('hud_income') }} where {{ name }} = 1
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}


{# Total monthly income of a record (R26): as told, else the sum of its sources, else none where it says so; null where it
   is not known. `record` is an alias with the fields of hmis_income_benefits. #}
{% macro hud_total_income(record) -%}
    {%- set amounts = [] -%}
    {%- for source, amount in hud_income_sources().items() -%}
        {%- do amounts.append('case when ' ~ record ~ '.' ~ source ~ ' = 1 and ' ~ record ~ '.' ~ amount ~ ' > 0 then '
            ~ record ~ '.' ~ amount ~ ' else 0 end') -%}
    {%- endfor -%}
    case
        when {{ record }}.total_monthly_income > 0 then {{ record }}.total_monthly_income
        when {{ amounts | join(' + ') }} > 0 then {{ amounts | join(' + ') }}
        when {{ record }}.income_from_any_source = 0 then 0
        when
            {{ record }}.total_monthly_income is not null
            and ({{ record }}.income_from_any_source = 1 or {{ record }}.income_from_any_source is null)
            then 0
    end
{%- endmacro %}


{# Whether a day lies within some days of the month and day of another, in whichever year. #}
{% macro is_near_anniversary(day, first, days) -%}
    (
        {%- for shift in [-1, 0, 1] %}
        abs({{ days_between(
            years_after(first, '(extract(year from ' ~ day ~ ') - extract(year from ' ~ first ~ ') + ' ~ shift ~ ')'), day
        ) }}) <= {{ days }}
        {{ 'or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
