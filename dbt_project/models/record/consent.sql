with said as (
    select
        submission.submission_id as consent_id,
        submission.client_id,
        submission.affiliate_id,
        statement.scope,
        statement.is_granted,
        statement.given_on,
        statement.expires_on,
        statement.given_at,
        statement.text_version,
        statement.signed_by,
        statement.signature,
        coalesce(statement.covers_network, false) as covers_network,
        coalesce(statement.is_granted, false) as is_yes,
        as_of.as_of,
        -- an answer that is no consent counts from today where its day cannot be; such a consent never does
        case
            when statement.given_on <= as_of.as_of then statement.given_on
            when not coalesce(statement.is_granted, false) then as_of.as_of
        end as since,
        statement.source_file,
        statement.source_line
    from {{ ref('sharing_statement') }} as statement
    inner join {{ ref('submission') }} as submission on statement.submission_id = submission.submission_id
    cross join {{ ref('as_of') }} as as_of
),

newest as (
    select
        client_id,
        since,
        min(case when is_yes then 1 else 0 end) as all_yes,
        row_number() over (partition by client_id order by since desc) as latest
    from said
    where since is not null
    group by client_id, since
)

select
    said.consent_id,
    said.client_id,
    said.affiliate_id,
    said.scope,
    said.is_granted,
    said.given_on,
    said.expires_on,
    said.given_at,
    said.text_version,
    said.signed_by,
    said.signature,
    said.since as counts_from,
    newest.client_id is not null as is_standing,
    newest.client_id is not null and coalesce(said.expires_on >= said.as_of, true) as is_in_force,
    said.covers_network,
    'forms' as source,
    said.source_file,
    said.source_line
from said
left join newest
    on said.client_id = newest.client_id and said.since = newest.since and newest.latest = 1 and newest.all_yes = 1
