{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Who came, stayed, left, came to more than one program, and was still there after a while.
with episode as (
    select
        episode.*,
        as_of.as_of,
        coalesce(episode.exit_date, greatest(as_of.as_of, episode.entry_date)) as until_date,
        row_number() over (
            partition by episode.client_id order by episode.entry_date, episode.episode_id
        ) as nth_of_client,
        row_number() over (
            partition by episode.client_id, episode.program_id order by episode.entry_date, episode.episode_id
        ) as nth_of_program
    from {{ ref('episode') }} as episode
    cross join {{ ref('as_of') }} as as_of
),

-- what was a shelter first and then rehousing is neither; outside HMIS there is no kind, and the program's name stands
episode_kind as (
    select
        episode_id,
        case when count(distinct kind) > 1 then 'several' else max(kind) end as kind
    from (select episode_id, {{ project_kind('project_type') }} as kind from {{ ref('enrollment') }}) as stay
    group by episode_id
),

together as (
    select
        one.client_id,
        one.affiliate_id,
        cast(null as text) as program_id,
        one.program_id || '+' || other.program_id as label,
        one_program.name || ' and ' || other_program.name as label_title,
        greatest(one.entry_date, other.entry_date) as event_date,
        case
            when one.until_date >= other.entry_date and other.until_date >= one.entry_date
                then least(one.until_date, other.until_date)
        end as until_date,
        one.enrollment_id,
        one.source_file,
        one.source_line
    from episode as one
    inner join episode as other on one.client_id = other.client_id and one.program_id < other.program_id
    inner join {{ ref('program') }} as one_program on one.program_id = one_program.program_id
    inner join {{ ref('program') }} as other_program on other.program_id = other_program.program_id
),

retention as (
    select
        episode.*,
        milestone.label,
        'After ' || cast(milestone.days as text) || ' days' as label_title,
        milestone.days
    from episode
    cross join (
        select 30 as days, '030_days' as label
        union all select 90, '090_days'
        union all select 180, '180_days'
        union all select 365, '365_days'
    ) as milestone
    where
        episode.nth_of_program = 1
        and {{ days_after('episode.entry_date', 'milestone.days') }} <= episode.as_of
)

select {{ fact('clients_served', "'enrollment'", 'enrollment.enrollment_id', 'enrollment.entry_date',
    until_date='least(coalesce(enrollment.exit_date, episode.until_date), episode.until_date)',
    client_id='enrollment.client_id', affiliate_id='enrollment.affiliate_id', program_id='enrollment.program_id',
    source_file='enrollment.source_file', source_line='enrollment.source_line') }}
from {{ ref('enrollment') }} as enrollment
inner join episode on enrollment.episode_id = episode.episode_id

union all

select {{ fact('clients_served', "'service'", 'service_id', 'service_date') }}
from {{ ref('service') }}
where service_date is not null

union all

select {{ fact('new_clients', "'enrollment'", 'enrollment_id', 'entry_date') }}
from episode
where nth_of_client = 1

union all

select {{ fact('new_enrollments', "'enrollment'", 'enrollment_id', 'entry_date') }}
from episode

union all

select {{ fact('exits', "'enrollment'", 'enrollment_id', 'exit_date',
    label="coalesce(destination_category, 'unknown')",
    label_title=titled("coalesce(destination_category, 'unknown')") ~ " || ' destination'",
    detail='destination') }}
from episode
where exit_date is not null

union all

select {{ fact('exits_to_permanent_housing', "'enrollment'", 'enrollment_id', 'exit_date', detail='destination') }}
from episode
where exit_date is not null and destination_category = 'permanent'

union all

select {{ fact('length_of_stay', "'enrollment'", 'enrollment_id', 'exit_date',
    value=days_between('entry_date', 'exit_date'), affiliate_id='episode.affiliate_id', program_id='episode.program_id',
    label="coalesce(episode_kind.kind, episode.program_id, 'unknown')",
    label_title='case when episode_kind.kind is null and program.name is not null then program.name else '
        ~ project_kind_title('episode_kind.kind') ~ ' end') }}
from episode
inner join episode_kind on episode.episode_id = episode_kind.episode_id
left join {{ ref('program') }} as program on episode.program_id = program.program_id
where exit_date is not null

union all

select {{ fact('program_overlap', "'enrollment'", 'enrollment_id', 'event_date', until_date='until_date',
    label='label', label_title='label_title') }}
from together

union all

select {{ fact('could_be_retained', "'enrollment'", 'enrollment_id', 'entry_date',
    label='label', label_title='label_title') }}
from retention

union all

select {{ fact('retained', "'enrollment'", 'enrollment_id', 'entry_date',
    label='label', label_title='label_title') }}
from retention
where until_date >= {{ days_after('entry_date', 'days') }}
