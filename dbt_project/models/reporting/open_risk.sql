-- The risks that nothing has answered yet, in the order in which people read them: those of the latest notes, and those of
-- people whom nobody has seen since.
with settings as (
    select
        as_of,
        cast({{ setting_number('attention_days', 30) }} as integer) as attention_days
    from {{ ref('as_of') }}
),

still_open as (
    select risk.*
    from {{ ref('risk') }} as risk
    inner join {{ ref('client_list') }} as client on risk.client_id = client.client_id
    cross join settings
    where
        risk.answered_by is null
        and (
            coalesce({{ days_between('risk.note_date', 'settings.as_of') }} <= settings.attention_days, true)
            or (client.is_active and coalesce(client.last_contact <= risk.note_date, true))
        )
)

select
    risk_id,
    cast(row_number() over (order by {{ most_dangerous_first('still_open') }}, risk_id) as integer) as place,
    client_id,
    affiliate_id,
    program_id,
    case_manager,
    code_title,
    danger,
    danger_rank,
    tier,
    note_id,
    note_date,
    quote,
    quote_start,
    quote_end,
    ruling,
    decided_by,
    how_often_right,
    source_file,
    source_line
from still_open
