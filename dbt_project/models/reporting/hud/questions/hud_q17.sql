-- Q17 Sources of income and Q20a non-cash benefits, of adults; Q25g-h, Q26g-h and Q27g the same of veterans, of
-- chronically homeless adults and of youth.
with asked as (
    {{ clients_with_income() }}
    where client.is_adult or client.is_hoh
),

source as (
    select asked.*, source.name, source.name in ('{{ hud_benefits() | join("', '") }}') as is_benefit
    from asked
    inner join {{ ref('hud_income_source') }} as source
        on asked.report_id = source.report_id and asked.client_id = source.client_id and asked.stage = source.stage
    where source.name not in ('{{ hud_insurances() | join("', '") }}')
)

{% for income, benefit, among in [
    ('Q17', 'Q20a', 'is_adult'),
    ('Q25g', 'Q25h', 'is_veteran'),
    ('Q26g', 'Q26h', "is_adult and chronic_status = 'yes'"),
    ('Q27g', none, 'is_youth'),
] %}
select {{ placed(income, 'name', 'stage', record='record_id') }} from source
where not is_benefit and {{ among }}
union all
select {{ placed(income, "'informed_twice'", 'stage', record='record_id') }} from asked
where stage <> 'start' and is_informed_twice and {{ among }}
{% if benefit -%}
union all
select {{ placed(benefit, 'name', 'stage', record='record_id') }} from source
where is_benefit and {{ among }} and (stage <> 'exit' or left_with_head)
{% endif -%}
{% if not loop.last %}union all{% endif %}
{% endfor %}
