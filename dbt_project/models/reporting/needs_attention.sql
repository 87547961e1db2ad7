-- Whom a case manager looks at this week: their caseload with something unusual that is still open, most pressing
-- first, one row per reason. First what cannot wait, then where several kinds of signs come together, then the latest.
with settings as (
    select
        as_of,
        cast({{ setting_number('attention_days', 30) }} as integer) as attention_days
    from {{ ref('as_of') }}
),

still_open as (
    select
        unusual.*,
        dense_rank() over (
            partition by unusual.case_manager, unusual.client_id order by unusual.kind
        ) as kind_number
    from {{ ref('unusual') }} as unusual
    inner join {{ ref('client_list') }} as client on unusual.client_id = client.client_id
    left join {{ source('framework', 'attention_ruling') }} as said
        on unusual.unusual_id = said.attention_id and said.ruling = 'closed'
    cross join settings
    where
        said.attention_id is null
        -- a note that talks to a machine says nothing of the client
        and unusual.kind <> 'instruction_in_note'
        and (
            -- raised only while it lasts
            unusual.kind in ('silence', 'stalled_goal')
            -- a risk on a form without a date may be of today
            or unusual.happened_on is null
            or {{ days_between('unusual.happened_on', 'settings.as_of') }} <= settings.attention_days
            -- long ago, and nobody has seen the client since
            or (client.is_active and coalesce(client.last_contact <= unusual.happened_on, true))
        )
),

weighed as (
    select
        still_open.*,
        max(severity) over caseload as most_severe,
        max(kind_number) over caseload as kinds,
        max(happened_on) over caseload as latest,
        row_number() over (
            partition by case_manager, client_id
            order by severity desc, happened_on desc nulls last, unusual_id
        ) as reason_number
    from still_open
    window caseload as (partition by case_manager, client_id)
)

select
    unusual_id as attention_id,
    case_manager,
    cast(dense_rank() over (
        partition by case_manager order by most_severe desc, kinds desc, latest desc nulls last, client_id
    ) as integer) as place,
    cast(reason_number as integer) as reason_number,
    client_id,
    affiliate_id,
    program_id,
    cast(most_severe as integer) as urgency,
    cast(kinds as integer) as kinds,
    kind,
    happened_on,
    reason,
    note_id,
    quote,
    survey_item,
    survey_score,
    record_type,
    record_id,
    severity,
    source_file,
    source_line
from weighed
