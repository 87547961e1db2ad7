-- Q20b Number of non-cash benefits, of adults, and Q21 health insurance, of everybody.
with asked as (
    {{ clients_with_income() }}
),

named as (
    select
        report_id, client_id, stage,
        count(case when name in ('{{ hud_benefits() | join("', '") }}') then 1 end) as benefits,
        count(case when name in ('{{ hud_insurances() | join("', '") }}') then 1 end) as insurances
    from {{ ref('hud_income_source') }}
    group by report_id, client_id, stage
),

counted as (
    select asked.*, coalesce(named.benefits, 0) as benefits, coalesce(named.insurances, 0) as insurances
    from asked
    left join named
        on asked.report_id = named.report_id and asked.client_id = named.client_id and asked.stage = named.stage
)

select {{ placed(
    'Q20b',
    "case when lacks is not null then 'missing' when benefits_from_any_source = 0 and benefits = 0 then 'none'
        when benefits > 0 and benefits_from_any_source = 1 then 'some'
        when version <> 'fy2022' and (benefits > 0 or benefits_from_any_source = 1) then 'some'
        when benefits_from_any_source in (8, 9) then 'dk' else 'missing' end",
    'stage', record='coalesce(record_id, stay_id)',
) }}
from counted
where is_adult and (stage <> 'exit' or left_with_head)

union all

select {{ placed(
    'Q21',
    "case when lacks = 'not_required' then lacks when insurances = 1 then 'one' when insurances > 1 then 'several'
        when insurance_from_any_source in (0, 1) then 'none' when insurance_from_any_source in (8, 9) then 'dk' else 'missing' end",
    'stage', record='coalesce(record_id, stay_id)',
) }}
from counted

union all

select {{ placed('Q21', 'source.name', 'source.stage', record='source.record_id', of='source.') }}
from {{ ref('hud_income_source') }} as source
where source.name in ('{{ hud_insurances() | join("', '") }}')
