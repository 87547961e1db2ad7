-- The risks that nothing has answered yet, in the order in which people read them: those of the latest notes, and those of
-- people whom nobody has seen since. The same risk of a client told in several notes is one: the surest, then the latest.
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
),

told as (
    select
        *,
        row_number() over (
            partition by client_id, skill, code, value order by {{ most_dangerous_first('still_open') }}
        ) as surest,
        count(*) over (partition by client_id, skill, code, value) as notes,
        min(note_date) over (partition by client_id, skill, code, value) as told_since
    from still_open
)

select
    risk_id,
    cast(row_number() over (order by {{ most_dangerous_first('told') }}, risk_id) as integer) as place,
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
    cast(notes as integer) as notes,
    told_since,
    quote,
    quote_start,
    quote_end,
    ruling,
    decided_by,
    how_often_right,
    source_file,
    source_line
from told
where surest = 1
