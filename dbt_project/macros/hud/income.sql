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
