-- Consent that is not on file or ran out, one row a client and affiliate.
with consent_now as (
    select
        consent.*,
        row_number() over (
            partition by client_id, affiliate_id
            order by case when given_on is null then 1 else 0 end, given_on desc, consent_id desc
        ) as latest
    from {{ ref('consent') }} as consent
),

active_client as (
    select
        episode.*,
        row_number() over (
            partition by episode.client_id, episode.affiliate_id order by episode.entry_date desc, episode.episode_id
        ) as latest
    from {{ ref('episode') }} as episode
    where episode.exit_date is null
)

select
    'consent' as kind,
    episode.affiliate_id || ':' || episode.client_id as subject,
    episode.client_id, episode.affiliate_id, episode.program_id, episode.enrollment_id, episode.case_manager,
    coalesce(consent_now.expires_on, consent_now.given_on, episode.entry_date) as due_on,
    case
        when consent_now.client_id is null then 'Enrolled since ' || {{ day_in_words('episode.entry_date') }} || ' and no consent is on file.'
        else 'Consent ended on ' || {{ day_in_words('consent_now.expires_on') }} || '.'
    end as what,
    'Go through the consent form with the client and record the answer.' as fix,
    'consent.granted' as lacks,
    case when consent_now.client_id is null then 'enrollment' else 'consent' end as record_type,
    coalesce(consent_now.consent_id, episode.enrollment_id) as record_id,
    coalesce(consent_now.source_file, episode.source_file) as source_file,
    coalesce(consent_now.source_line, episode.source_line) as source_line
from active_client as episode
cross join {{ ref('as_of') }} as as_of
left join consent_now
    on episode.client_id = consent_now.client_id
    and episode.affiliate_id = consent_now.affiliate_id
    and consent_now.latest = 1
where
    episode.latest = 1
    -- an affiliate that records no consent at all has one thing to fix, not one a client
    and exists (select 1 from consent_now as any_consent where any_consent.affiliate_id = episode.affiliate_id)
    and (
        consent_now.client_id is null
        -- a refusal is an answer: nothing is missing there
        or (consent_now.is_granted and consent_now.expires_on < as_of.as_of)
    )
