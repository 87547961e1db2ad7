-- Conditions of a client at start, at exit and at the latest word about a stayer (R31), a row each. Alcohol and drugs
-- together are a condition of their own.
with said as (
    select
        client.report_id, client.client_id, client.is_leaver,
        disability.*,
        case when disability.data_collection_stage in (1, 2, 5) and disability.information_date <= client.period_end
            then disability.information_date end as counts_on
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hmis_disability') }} as disability
        on client.affiliate_id = disability.affiliate_id and client.enrollment_id = disability.enrollment_id
    where not disability.is_deleted
),

dated as (
    select *, max(counts_on) over (partition by report_id, client_id) as latest_on
    from said
),

staged as (
    select *, 'start' as stage from dated where data_collection_stage = 1
    union all
    select *, 'exit' as stage from dated where is_leaver and data_collection_stage = 3
    union all
    select *, 'latest' as stage from dated where not is_leaver and counts_on = latest_on
),

named as (
    select
        report_id, client_id, stage, affiliate_id, disabilities_id, indefinite_and_impairs,
        case
            when disability_type = 10 then case disability_response when 1 then 'alcohol' when 2 then 'drug' when 3 then 'alcohol_and_drug' end
            when disability_response <> 1 then null
            else case disability_type when 5 then 'physical' when 6 then 'developmental' when 7 then 'chronic_health'
                when 8 then 'hiv_aids' when 9 then 'mental_health' end
        end as condition
    from staged
)

select
    report_id, client_id, stage, condition,
    min({{ record_key('hmis_disability', 'affiliate_id', 'disabilities_id') }}) as record_id,
    min(case when indefinite_and_impairs = 1 then {{ record_key('hmis_disability', 'affiliate_id', 'disabilities_id') }} end) as lasting_record_id
from named
where condition is not null
group by report_id, client_id, stage, condition
