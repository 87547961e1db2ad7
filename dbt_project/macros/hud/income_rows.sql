{# Clients of hud_client with their income record of each stage that applies (R33). #}
{% macro clients_with_income() -%}
    select client.*, income.stage, income.is_required, income.record_id, income.income_from_any_source,
        income.total_income, income.earned_income, income.other_income, income.income_kind,
        income.benefits_from_any_source, income.insurance_from_any_source,
        -- since FY2026 a known total says it too (R27)
        {% for record in ['income', 'first'] -%}
        (
            coalesce({{ record }}.income_from_any_source in (0, 1), false)
            or (client.version = 'fy2026' and {{ record }}.total_income is not null)
        ) {{ 'and' if not loop.last }}
        {% endfor -%} as is_informed_twice,
        case
            when not income.is_required then 'not_required'
            when income.stage = 'annual' and income.record_id is null then 'no_record'
        end as lacks
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hud_income') }} as income
        on client.report_id = income.report_id and client.client_id = income.client_id
    inner join {{ ref('hud_income') }} as first
        on client.report_id = first.report_id and client.client_id = first.client_id and first.stage = 'start'
{%- endmacro %}

{# Yes, no, does not know, missing. #}
{% macro yes_or_no(code) -%}
    case when {{ code }} = 1 then 'yes' when {{ code }} = 0 then 'no' when {{ code }} in (8, 9) then 'dk' else 'missing' end
{%- endmacro %}
