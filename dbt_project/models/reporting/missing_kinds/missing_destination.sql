-- Where clients went who left in the last year, of stays that HMIS knows.
select
    'destination' as kind,
    episode.episode_id as subject,
    episode.client_id, episode.affiliate_id, episode.program_id, episode.enrollment_id, episode.case_manager,
    episode.exit_date as due_on,
    'Left on ' || {{ day_in_words('episode.exit_date') }} || ', and where the client went is not recorded.' as what,
    'Record the destination on the exit; ask the client or their contacts.' as fix,
    cast(null as text) as lacks,
    'enrollment' as record_type,
    episode.enrollment_id as record_id,
    episode.source_file, episode.source_line
from {{ ref('episode') }} as episode
cross join {{ ref('as_of') }} as as_of
inner join {{ ref('enrollment') }} as enrollment
    on episode.enrollment_id = enrollment.enrollment_id and enrollment.source = 'hmis'
where
    episode.exit_date >= {{ days_after('as_of.as_of', '-365') }}
    and coalesce(episode.destination_category, 'unknown') = 'unknown'
