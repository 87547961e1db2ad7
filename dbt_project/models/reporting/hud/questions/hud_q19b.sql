-- Q19b Sources of income at exit by disabling condition, of adults; Q27i the same of youth.
with leaver as (
    select
        client.report_id, client.client_id, client.is_adult, client.is_youth, client.record_id,
        client.income_from_any_source,
        client.household_type || case client.disabling_condition when 1 then '_with' else '_without' end as household_column
    from ({{ clients_with_income() }}) as client
    where
        client.stage = 'exit'
        and client.disabling_condition in (0, 1)
        and client.income_from_any_source in (0, 1)
        and (client.is_adult or client.is_hoh)
)

{% for question, among in [('Q19b', 'is_adult'), ('Q27i', 'is_youth')] %}
select {{ placed(question, 'source.name', 'leaver.household_column', record='leaver.record_id', of='leaver.') }}
from leaver
inner join {{ ref('hud_income_source') }} as source
    on leaver.report_id = source.report_id and leaver.client_id = source.client_id and source.stage = 'exit'
where {{ among }} and source.name in ('{{ hud_income_sources() | join("', '") }}')
union all
select {{ placed(question, "'none'", 'household_column', record='record_id') }} from leaver
where income_from_any_source = 0 and {{ among }}
union all
select {{ placed(question, "'everyone'", 'household_column', record='record_id') }} from leaver
where {{ among }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
