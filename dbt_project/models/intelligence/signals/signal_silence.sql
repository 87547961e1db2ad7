-- A stay is open and nobody was in touch. One row a client and program, whose workers may be others.
with as_of as (
    select
        as_of,
        cast({{ setting_number('silence_days', 60) }} as integer) as silence_days
    from {{ ref('as_of') }}
),

silent_stay as (
    select
        episode.*,
        greatest(episode.entry_date, coalesce(last_contact.contact_date, episode.entry_date)) as last_seen,
        row_number() over (
            partition by episode.client_id, episode.program_id order by episode.entry_date, episode.enrollment_id
        ) as first_row
    from {{ ref('episode') }} as episode
    left join {{ ref('last_contact') }} as last_contact on episode.client_id = last_contact.client_id
    where episode.exit_date is null and not {{ comes_with_head('episode') }}
)

select
    'silence' as signal,
    enrollment_id as subject,
    client_id,
    affiliate_id,
    program_id,
    cast(null as text) as case_manager,
    last_seen as signal_date,
    'Enrolled since ' || {{ day_in_words('entry_date') }} || ' and not seen since ' || {{ day_in_words('last_seen') }} || ', '
    || {{ counted_noun(days_between('last_seen', 'as_of.as_of'), 'day', 'days') }} || ' ago.' as reason,
    cast(null as text) as note_id,
    cast(null as text) as quote,
    cast(null as text) as code_id,
    'enrollment' as record_type,
    enrollment_id as record_id,
    cast(null as text) as survey_item,
    cast(null as double precision) as survey_score,
    case when {{ days_between('last_seen', 'as_of.as_of') }} > 2 * as_of.silence_days then 2 else 1 end as severity,
    source_file,
    source_line
from silent_stay
cross join as_of
where first_row = 1 and {{ days_between('last_seen', 'as_of.as_of') }} > as_of.silence_days
