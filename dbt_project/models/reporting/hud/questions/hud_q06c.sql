-- Q6c Income and housing: destinations not known, income records missing or contradicting themselves.
with answered as (
    select
        client.report_id, client.client_id, client.stay_id, income.stage,
        income.record_id is null
        or income.income_from_any_source is null
        or income.income_from_any_source not in (0, 1)
        or (income.income_from_any_source = 0 and sources.named > 0)
        or (income.income_from_any_source = 1 and sources.named is null) as is_error
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hud_income') }} as income
        on client.report_id = income.report_id and client.client_id = income.client_id
    left join (
        select report_id, client_id, stage, count(*) as named
        from {{ ref('hud_income_source') }}
        where name in ('{{ hud_income_sources() | join("', '") }}')
        group by report_id, client_id, stage
    ) as sources
        on income.report_id = sources.report_id and income.client_id = sources.client_id and income.stage = sources.stage
    where client.in_quality and (client.is_adult or client.is_hoh) and income.is_required
)

select {{ placed('Q6c', 'stage', "'base'") }} from answered
union all
select {{ placed('Q6c', 'stage', "'error'") }} from answered where is_error
union all
select {{ placed('Q6c', "'destination'", "'base'") }} from {{ ref('hud_client') }} where in_quality and is_leaver
union all
select {{ placed('Q6c', "'destination'", "'error'") }} from {{ ref('hud_client') }}
where in_quality and is_leaver and coalesce(destination in (8, 9, 30, 99), true)
