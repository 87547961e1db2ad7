-- Q19a1, Q19a2 Change of earned, other and total income from start to annual assessment and to exit, of adults whose
-- two records say whether there is income.
with pair as (
    select
        later.report_id, later.client_id, later.record_id,
        case later.stage when 'annual' then 'Q19a1' else 'Q19a2' end as question,
        {% for kind in ['earned', 'other', 'total'] -%}
        coalesce(first.{{ kind }}_income, 0) as {{ kind }}_before,
        coalesce(later.{{ kind }}_income, 0) as {{ kind }}_after {{ ',' if not loop.last }}
        {% endfor %}
    from ({{ clients_with_income() }}) as later
    inner join {{ ref('hud_income') }} as first
        on later.report_id = first.report_id and later.client_id = first.client_id and first.stage = 'start'
    where later.is_adult and later.stage <> 'start' and later.is_informed_twice
)

{% for kind in ['earned', 'other', 'total'] %}
select
    report_id, question, '{{ kind }}' as row_key,
    case
        when {{ kind }}_before > 0 and {{ kind }}_after = 0 then 'lost'
        when {{ kind }}_before = 0 and {{ kind }}_after = 0 then 'neither'
        when {{ kind }}_before = 0 then 'gained'
        when {{ kind }}_after < {{ kind }}_before then 'less'
        when {{ kind }}_after = {{ kind }}_before then 'same'
        else 'more'
    end as column_key,
    client_id,
    cast({{ kind }}_after - {{ kind }}_before as double precision) as value,
    record_id
from pair
{% if not loop.last %}union all{% endif %}
{% endfor %}
