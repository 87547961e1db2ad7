-- The income and benefits record of a client at start, annual assessment and exit (R20, R25), with total, earned and
-- other income (R26, R27). One row per client and stage that applies, with or without a record; `is_required` is false
-- where no annual assessment is due (R19).
with wanted as (
    select report_id, client_id, affiliate_id, enrollment_id, 'start' as stage, 1 as stage_code, true as is_required,
        entry_date as first_day, entry_date as last_day
    from {{ ref('hud_client') }}

    union all

    select report_id, client_id, affiliate_id, enrollment_id, 'annual', 5, annual_due_on is not null,
        {{ days_after('annual_due_on', -30) }}, least({{ days_after('annual_due_on', 30) }}, period_end)
    from {{ ref('hud_client') }}
    where not is_leaver

    union all

    select report_id, client_id, affiliate_id, enrollment_id, 'exit', 3, true, exit_date, exit_date
    from {{ ref('hud_client') }}
    where is_leaver
),

found as (
    select
        wanted.report_id, wanted.client_id, wanted.stage, wanted.is_required,
        {{ record_key('hmis_income_benefits', 'record.affiliate_id', 'record.income_benefits_id') }} as record_id,
        record.total_monthly_income, record.income_from_any_source, record.benefits_from_any_source,
        record.insurance_from_any_source,
        {% for name in hud_income_sources().items() | sum(start=()) | list + hud_benefits() + hud_insurances() -%}
        record.{{ name }},
        {% endfor -%}
        row_number() over (
            partition by wanted.report_id, wanted.client_id, wanted.stage
            order by record.information_date desc, record.source_file, record.source_line
        ) as nth
    from wanted
    left join {{ ref('hmis_income_benefits') }} as record
        on wanted.affiliate_id = record.affiliate_id
        and wanted.enrollment_id = record.enrollment_id
        and wanted.stage_code = record.data_collection_stage
        and record.information_date between wanted.first_day and wanted.last_day
        and not record.is_deleted
),

totalled as (
    select
        *,
        {{ hud_total_income('found') }} as total_income,
        case when earned = 1 and earned_amount > 0 then earned_amount else 0 end as earned_income
    from found
    where nth = 1
)

select
    report_id,
    client_id,
    stage,
    is_required,
    record_id,
    income_from_any_source,
    total_income,
    earned_income,
    case when total_income is not null then greatest(total_income - earned_income, 0) end as other_income,
    case
        when total_income = 0 then 'none'
        when total_income is null then case when income_from_any_source in (8, 9) then 'dk' else 'missing' end
        when earned_income >= total_income then 'earned'
        when earned_income > 0 then 'both'
        else 'other'
    end as income_kind,
    benefits_from_any_source,
    insurance_from_any_source,
    {{ (hud_income_sources().keys() | list + hud_benefits() + hud_insurances()) | join(', ') }}
from totalled
