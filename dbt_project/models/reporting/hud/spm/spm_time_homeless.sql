-- Length of time homeless (measure 1, steps 3 to 8): a row per line and client with a night in the period. The nights of the
-- 365 days before the last one count, together or not; from there those without a gap back in time.
with ended as (
    select
        report_id, question, line, client_id, max(day) as client_end_date,
        greatest({{ days_after('max(day)', -365) }}, max(lookback_date)) as client_start_date
    from {{ ref('spm_night') }}
    where is_active
    group by report_id, question, line, client_id
),

night as (
    select
        ended.*, night.day,
        case when night.day = ended.client_end_date then night.stay_id end as stay_id,
        case
            when night.day < ended.client_start_date
                then row_number() over (
                    partition by ended.report_id, ended.question, ended.line, ended.client_id,
                        night.day < ended.client_start_date
                    order by night.day desc
                )
        end as nights_back
    from ended
    inner join {{ ref('spm_night') }} as night
        on ended.report_id = night.report_id
        and ended.question = night.question
        and ended.line = night.line
        and ended.client_id = night.client_id
        and night.day <= ended.client_end_date
)

select
    report_id, question, line, client_id, client_start_date, client_end_date, max(stay_id) as stay_id, count(*) as nights
from night
where nights_back is null or {{ days_after('day', 'nights_back') }} = client_start_date
group by report_id, question, line, client_id, client_start_date, client_end_date
