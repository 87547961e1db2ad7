-- Open goals that nobody has looked at. Nobody can look at one with a client who has left since it was set: it was left
-- open, however lately somebody looked.
with settings as (
    select
        as_of,
        cast({{ setting_number('goal_review_days', 90) }} as integer) as goal_review_days
    from {{ ref('as_of') }}
),

-- clients all of whose stays in a program have ended
gone as (
    select
        stay.client_id,
        stay.program_id,
        max(stay.exit_date) as left_on
    from {{ ref('enrollment') }} as stay
    cross join settings
    where stay.program_id is not null
    group by stay.client_id, stay.program_id
    having count(case when stay.exit_date is null or stay.exit_date > settings.as_of then 1 end) = 0
)

select
    case when gone.client_id is null then 'goal_review' else 'goal_left_open' end as kind,
    goal.goal_id as subject,
    goal.client_id, goal.affiliate_id, goal.program_id,
    cast(null as text) as enrollment_id,
    goal.case_manager,
    coalesce(
        gone.left_on, {{ days_after('coalesce(goal.last_reviewed_on, goal.opened_on)', 'settings.goal_review_days') }}
    ) as due_on,
    case
        when gone.client_id is not null then 'Left the program on ' || {{ day_in_words('gone.left_on') }} || ' with the goal open.'
        when goal.last_reviewed_on is null then 'A goal was set on ' || {{ day_in_words('goal.opened_on') }} || ' and never reviewed.'
        else 'A goal was last reviewed on ' || {{ day_in_words('goal.last_reviewed_on') }} || '.'
    end as what,
    case
        when gone.client_id is not null then 'Record whether the goal was met or dropped.'
        else 'Look at the goal with the client and record progress, a new date, or that it is met or dropped.'
    end as fix,
    cast(null as text) as lacks,
    'goal' as record_type,
    goal.goal_id as record_id,
    goal.source_file, goal.source_line
from {{ ref('goal') }} as goal
cross join settings
left join gone
    on
        goal.client_id = gone.client_id
        and goal.program_id = gone.program_id
        and coalesce(goal.opened_on, date '1900-01-01') <= gone.left_on
where
    goal.status = 'open'
    and coalesce(
        gone.left_on, {{ days_after('coalesce(goal.last_reviewed_on, goal.opened_on)', 'settings.goal_review_days') }}
    ) < settings.as_of
