-- A goal is open after its day, and the client is still there: in the stay it was set in, or, where no stay is known, seen
-- within `silence_days`. A note of a setback comes along where its words tell that it is about this goal.
with as_of as (
    select
        as_of,
        cast({{ setting_number('silence_days', 60) }} as integer) as silence_days
    from {{ ref('as_of') }}
),

goal_stay as (
    select
        goal.goal_id,
        stay.exit_date,
        row_number() over (
            partition by goal.goal_id
            order by
                case
                    when goal.opened_on between stay.entry_date and coalesce(stay.exit_date, goal.opened_on) then 0
                    when stay.entry_date <= {{ days_after('goal.opened_on', 14) }} then 1
                    else 2
                end,
                case when stay.affiliate_id = goal.affiliate_id then 0 else 1 end,
                stay.entry_date desc,
                -- HMIS says when a stay ended
                case when stay.source = 'hmis' then 0 else 1 end,
                {{ in_byte_order('stay.enrollment_id') }}
        ) as nearest
    from {{ ref('goal') }} as goal
    inner join {{ ref('enrollment') }} as stay
        on goal.client_id = stay.client_id and goal.program_id = stay.program_id
)

select
    'stalled_goal' as signal,
    goal.goal_id as subject,
    goal.client_id,
    goal.affiliate_id,
    goal.program_id,
    cast(null as text) as case_manager,
    goal.target_on as signal_date,
    'The goal was to be reached by ' || {{ day_in_words('goal.target_on') }} || ' and is still open, '
    || {{ counted_noun(days_between('goal.target_on', 'as_of.as_of'), 'day', 'days') }} || ' later'
    || case
        when setback.quote is null then '.'
        else '; a note of ' || {{ day_in_words('setback.note_date') }} || ' about it was coded "' || setback.code_title || '".'
    end as reason,
    setback.note_id,
    setback.quote,
    cast(null as text) as code_id,
    'goal' as record_type,
    goal.goal_id as record_id,
    cast(null as text) as survey_item,
    cast(null as double precision) as survey_score,
    case when setback.quote is null then 1 else 2 end as severity,
    goal.source_file,
    goal.source_line
from {{ ref('goal') }} as goal
cross join as_of
left join {{ ref('goal_setback') }} as setback on goal.goal_id = setback.goal_id
left join goal_stay on goal.goal_id = goal_stay.goal_id and goal_stay.nearest = 1
left join {{ ref('last_contact') }} as last_contact on goal.client_id = last_contact.client_id
where
    goal.status = 'open'
    and goal.target_on < as_of.as_of
    -- the goals of a client who has left wait for nobody
    and case
        when goal_stay.goal_id is not null then goal_stay.exit_date is null
        else {{ days_between('last_contact.contact_date', 'as_of.as_of') }} <= as_of.silence_days
    end
