-- Every day of clients active in the period that a span of spm_span covers, and what is known of the client that night.
with active as (
    select distinct report_id, client_id
    from {{ ref('spm_span') }}
    where is_active and last_day >= period_start
),

told as (
    select
        span.report_id, span.client_id, span.stay_id, span.period_start, span.period_end, span.lookback_date, span.kind,
        span.is_active,
        {{ each_day('span.first_day', 'span.last_day') }} as day
    from {{ ref('spm_span') }} as span
    inner join active on span.report_id = active.report_id and span.client_id = active.client_id
)

select
    report_id, client_id, period_start, period_end, lookback_date, cast(day as date) as day,
    bool_or(kind = 'shelter') as in_shelter,
    bool_or(kind = 'transitional') as in_transitional,
    bool_or(kind = 'waiting') as is_waiting,
    bool_or(kind = 'waiting' and is_active) as is_waiting_active,
    bool_or(kind = 'housed') as is_housed,
    bool_or(kind = 'before') as is_told,
    bool_or(kind = 'before_transitional') as is_told_in_transitional,
    max(case when is_active then stay_id end) as stay_id
from told
group by report_id, client_id, period_start, period_end, lookback_date, day
