-- Q6c Income and housing: destinations not known, income records missing or contradicting themselves.
with answered as (
    select
        client.report_id, client.client_id, coalesce(income.record_id, client.stay_id) as record_id, client.version, client.is_long_term, income.stage,
        income.is_required,
        case
            when income.income_from_any_source in (8, 9) then 'dk'
            -- no record, or one that does not say
            when coalesce(income.income_from_any_source not in (0, 1), true) then 'missing'
            when (income.income_from_any_source = 1) <> (sources.named is not null) then 'issue'
        end as error
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
    where client.in_quality and (client.is_adult or client.is_hoh)
)

-- since FY2026 the annual rate is of the long-term stayers (R21)
select {{ placed('Q6c', 'stage', "'base'", record='record_id') }} from answered
where case when version = 'fy2026' and stage = 'annual' then is_long_term else is_required end
union all
select {{ placed('Q6c', 'stage', 'error', record='record_id') }} from answered where is_required and error is not null
union all
select {{ placed('Q6c', "'destination'", "'base'", record='exit_record_id') }} from {{ ref('hud_client') }} where in_quality and is_leaver
union all
select {{ placed('Q6c', "'destination'", "case when destination in (8, 9) then 'dk' else 'missing' end", record='exit_record_id') }}
from {{ ref('hud_client') }}
where in_quality and is_leaver and coalesce(destination in (8, 9, 30, 99), true)
