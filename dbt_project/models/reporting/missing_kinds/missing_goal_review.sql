-- Open goals that nobody has looked at.
with settings as (
    select
        as_of,
        cast({{ setting_number('goal_review_days', 90) }} as integer) as goal_review_days
    from {{ ref('as_of') }}
)

select
    'goal_review' as kind,
    goal.goal_id as subject,
    goal.client_id, goal.affiliate_id, goal.program_id,
    cast(null as text) as enrollment_id,
    goal.case_manager,
    {{ days_after('coalesce(goal.last_reviewed_on, goal.opened_on)', 'settings.goal_review_days') }} as due_on,
    case
        when goal.last_reviewed_on is null then 'A goal was set on ' || {{ day_in_words('goal.opened_on') }} || ' and never reviewed.'
        else 'A goal was last reviewed on ' || {{ day_in_words('goal.last_reviewed_on') }} || '.'
    end as what,
    'Look at the goal with the client and record progress, a new date, or that it is met or dropped.' as fix,
    cast(null as text) as lacks,
    'goal' as record_type,
    goal.goal_id as record_id,
    goal.source_file, goal.source_line
from {{ ref('goal') }} as goal
cross join settings
where
    goal.status = 'open'
    and {{ days_after('coalesce(goal.last_reviewed_on, goal.opened_on)', 'settings.goal_review_days') }} < settings.as_of
