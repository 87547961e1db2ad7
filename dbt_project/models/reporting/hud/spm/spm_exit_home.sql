-- Measure 2: each client's first exit to a permanent home two years before the period (steps 1 and 2), and the first entry
-- after it that says that they are homeless again (step 5). One row per client.
with left_home as (
    select
        *,
        row_number() over (
            partition by report_id, client_id order by exit_date, length(enrollment_id), enrollment_id
        ) as nth
    from {{ ref('spm_stay') }}
    where
        went_home
        and exit_date between {{ days_after('period_start', -730) }} and {{ days_after('period_end', -730) }}
),

-- housing entries just after another home began, or within two weeks of its end, are moves from one home to another
move_between_homes as (
    select distinct stay.report_id, stay.stay_id
    from {{ ref('spm_stay') }} as stay
    inner join {{ ref('spm_stay') }} as other
        on stay.report_id = other.report_id and stay.client_id = other.client_id
    where
        stay.is_housing
        and other.is_housing
        and stay.stay_id <> other.stay_id
        and stay.entry_date between {{ days_after('other.entry_date', 1) }}
        and least(coalesce({{ days_after('other.exit_date', 14) }}, other.period_end), other.period_end)
),

back as (
    select
        gone.report_id, gone.client_id, stay.stay_id, cast({{ days_between('gone.exit_date', 'stay.entry_date') }} as integer) as days,
        row_number() over (partition by gone.report_id, gone.client_id order by stay.entry_date, stay.stay_id) as nth
    from left_home as gone
    inner join {{ ref('spm_stay') }} as stay
        on gone.report_id = stay.report_id and gone.client_id = stay.client_id
    left join move_between_homes as moved
        on stay.report_id = moved.report_id and stay.stay_id = moved.stay_id
    where
        gone.nth = 1
        and stay.stay_id <> gone.stay_id
        and stay.entry_date >= gone.exit_date
        and (
            not stay.is_housing
            or (stay.entry_date > {{ days_after('gone.exit_date', 14) }} and moved.stay_id is null)
        )
)

select
    gone.report_id, gone.client_id, gone.stay_id, gone.exit_record_id, gone.project_type, gone.exit_date,
    back.stay_id as return_stay_id, back.days
from left_home as gone
left join back on gone.report_id = back.report_id and gone.client_id = back.client_id and back.nth = 1
where gone.nth = 1
