select
    submission.submission_id as consent_id,
    submission.client_id,
    submission.affiliate_id,
    statement.scope,
    statement.is_granted,
    statement.given_on,
    statement.expires_on,
    'forms' as source,
    statement.source_file,
    statement.source_line
from {{ ref('sharing_statement') }} as statement
inner join {{ ref('submission') }} as submission on statement.submission_id = submission.submission_id
