-- Measure 4: income at the later and the earlier of two assessments of a stay (steps 2 to 5). Of who stays the latest annual
-- assessment and what was known before it, of who left the exit and the start. One row per client who has an earlier
-- record; a later one may lack.
with record as (
    select
        chosen.report_id, chosen.client_id, chosen.stay_id, chosen.is_open, income.data_collection_stage as stage, income.information_date,
        {{ record_key('hmis_income_benefits', 'income.affiliate_id', 'income.income_benefits_id') }} as record_id,
        case when income.earned_amount > 0 then income.earned_amount else 0 end as earned,
        {{ hud_total_income('income') }} as total,
        income.source_file, income.source_line
    from {{ ref('spm_income_stay') }} as chosen
    inner join {{ ref('hmis_income_benefits') }} as income
        on chosen.affiliate_id = income.affiliate_id and chosen.enrollment_id = income.enrollment_id
    where
        not income.is_deleted
        and case
            when not chosen.is_open and income.data_collection_stage = 1 then income.information_date = chosen.entry_date
            when not chosen.is_open then income.data_collection_stage = 3 and income.information_date = chosen.exit_date
            when income.data_collection_stage = 1 then income.information_date <= chosen.period_end
            else
                income.data_collection_stage = 5
                and income.information_date <= chosen.period_end
                and {{ is_near_anniversary('income.information_date', 'chosen.begun_on', 30) }}
        end
),

later as (
    select *, row_number() over (
        partition by report_id, client_id order by information_date desc, source_file, source_line
    ) as nth
    from record
    where stage <> 1
),

earlier as (
    select record.*, row_number() over (
        partition by record.report_id, record.client_id
        order by record.information_date desc, record.source_file, record.source_line
    ) as nth
    from record
    left join later on record.report_id = later.report_id and record.client_id = later.client_id and later.nth = 1
    where
        case
            when record.is_open and later.record_id is not null then record.information_date < later.information_date
            else record.stage = 1
        end
)

select
    earlier.report_id, earlier.client_id, earlier.stay_id, earlier.is_open, earlier.record_id as earlier_id, later.record_id as later_id,
    coalesce(later.earned > earlier.earned, false) and earlier.total is not null and later.total is not null as earned_more,
    coalesce(later.total - later.earned > earlier.total - earlier.earned, false) as other_more,
    coalesce(later.total > earlier.total, false) as total_more
from earlier
left join later on earlier.report_id = later.report_id and earlier.client_id = later.client_id and later.nth = 1
where earlier.nth = 1
