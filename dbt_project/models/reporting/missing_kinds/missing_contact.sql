-- Somebody is enrolled, and nobody was in touch; who came with a head of household is seen with them.
with settings as (
    select
        as_of,
        cast({{ setting_number('silence_days', 60) }} as integer) as silence_days
    from {{ ref('as_of') }}
)

select
    'contact' as kind,
    episode.episode_id as subject,
    episode.client_id, episode.affiliate_id, episode.program_id, episode.enrollment_id, episode.case_manager,
    {{ days_after('greatest(episode.entry_date, coalesce(contact.contact_date, episode.entry_date))', 'settings.silence_days') }} as due_on,
    case
        when contact.contact_date is null or contact.contact_date < episode.entry_date
            then 'Enrolled on ' || {{ day_in_words('episode.entry_date') }} || ' and no service, note or survey since.'
        else 'Still enrolled, and no service, note or survey since ' || {{ day_in_words('contact.contact_date') }} || '.'
    end as what,
    'Get in touch and write a note, or record the exit if the client has left.' as fix,
    cast(null as text) as lacks,
    'enrollment' as record_type,
    episode.enrollment_id as record_id,
    episode.source_file, episode.source_line
from {{ ref('episode') }} as episode
cross join settings
left join {{ ref('last_contact') }} as contact on episode.client_id = contact.client_id
where
    episode.exit_date is null
    and not {{ comes_with_head('episode') }}
    and {{ days_after('greatest(episode.entry_date, coalesce(contact.contact_date, episode.entry_date))', 'settings.silence_days') }}
    < settings.as_of
