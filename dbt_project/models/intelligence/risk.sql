-- Every risk that a note raises, one row a client, code and note: sure or possible, how grave, and what answered it. A
-- possible one is in no figure and no signal; it is here so that a person reads it the same night. What only a second reader
-- saw is possible, however sure it was.
with shown as (
    select reading.*
    from {{ ref('reading') }} as reading
    left join {{ ref('reading') }} as present
        on reading.note_id = present.note_id and reading.skill = present.skill and present.is_in_force
    where reading.is_in_force or reading.is_second or (reading.is_held_back and present.note_id is null)
),

found as (
    select
        said.code_id,
        said.note_id,
        said.skill,
        said.code,
        said.value,
        said.status,
        said.quote,
        said.quote_start,
        said.quote_end,
        said.confidence,
        said.coder,
        said.run_id,
        shown.is_held_back,
        shown.is_second
    from {{ source('intelligence', 'note_code') }} as said
    inner join shown
        on said.note_id = shown.note_id
        and said.content_hash = shown.content_hash
        and said.skill = shown.skill
        and said.skill_version = shown.skill_version
        and said.coder = shown.coder
    where exists (
        select 1
        from {{ source('framework', 'skill_code') }} as entry
        where said.skill = entry.skill and said.code = entry.code and entry.is_risk
    )

    union all

    -- what a person read and no machine found
    select
        code_id,
        note_id,
        skill,
        code,
        value,
        'present' as status,
        quote,
        quote_start,
        quote_end,
        confidence,
        coder,
        run_id,
        false as is_held_back,
        false as is_second
    from {{ ref('code') }}
    where is_risk and coder = 'person'
),

ruled as (
    select
        found.code_id,
        ruling.ruling,
        ruling.reason,
        ruling.decided_by,
        {{ try_cast_to('ruling.decided_on', 'date') }} as decided_on,
        row_number() over (partition by found.code_id order by ruling.position desc) as newest
    from found
    inner join {{ ref('standing_ruling') }} as ruling on {{ is_ruled_by('found', 'ruling') }}
),

flagged as (
    select
        found.*,
        note.client_id,
        note.affiliate_id,
        note.program_id,
        note.note_date,
        note.author,
        note.source_file,
        note.source_line,
        skill.title as skill_title,
        entry.title as code_title,
        entry.danger,
        entry.danger_rank,
        ruled.ruling,
        ruled.reason,
        ruled.decided_by,
        ruled.decided_on,
        case
            when ruled.ruling = 'accepted' then 'sure'
            when found.status = 'present' and not found.is_held_back and found.is_second is not true then 'sure'
            else 'possible'
        end as tier,
        row_number() over (
            partition by found.note_id, found.skill, found.code, found.value
            order by
                case when ruled.ruling = 'accepted' then 0 when ruled.ruling = 'overruled' then 2 else 1 end,
                case when found.is_second then 1 else 0 end,
                case when found.status = 'present' then 0 else 1 end,
                case when found.is_held_back then 1 else 0 end,
                found.confidence desc, found.quote_start, {{ in_byte_order('found.code_id') }}
        ) as surest
    from found
    inner join {{ ref('case_note') }} as note on found.note_id = note.note_id
    inner join {{ source('framework', 'skill') }} as skill on found.skill = skill.skill
    inner join {{ source('framework', 'skill_code') }} as entry on {{ is_entry_of('entry', 'found') }}
    left join ruled on found.code_id = ruled.code_id and ruled.newest = 1
    where entry.is_risk and found.status in ('present', 'unclear')
),

risk as (
    select
        note_id || '|' || skill || '|' || code || coalesce('|' || value, '') as risk_id,
        flagged.*
    from flagged
    where surest = 1
),

-- notes that speak to a risk: say that it is there, or deny it
spoken as (
    select client_id, skill, code, note_id, note_date
    from {{ ref('code') }}
    where is_risk

    union

    select client_id, skill, code, note_id, note_date
    from {{ ref('risk_denied') }}
),

answer as (
    select risk_id, 'ruling' as answered_by, decided_on as answered_on, cast(null as text) as answered_id
    from risk
    where ruling = 'overruled'

    union all

    select risk.risk_id, 'note', spoken.note_date, spoken.note_id
    from risk
    inner join spoken
        on risk.client_id = spoken.client_id
        and risk.skill = spoken.skill
        and risk.code = spoken.code
        and spoken.note_date > risk.note_date

    union all

    -- a service or referral whose name says that it is about the risk, also on the day itself
    select risk.risk_id, contact.contact_type, contact.contact_date, contact.contact_id
    from risk
    inner join {{ ref('contact') }} as contact
        on risk.client_id = contact.client_id and contact.contact_date >= risk.note_date
    inner join {{ source('framework', 'risk_answer') }} as fitting
        on risk.skill = fitting.skill
        and risk.code = fitting.code
        and strpos({{ words_apart('contact.about') }}, {{ words_apart('fitting.phrase') }}) > 0

    union all

    -- any contact once somebody has looked
    select risk.risk_id, contact.contact_type, contact.contact_date, contact.contact_id
    from risk
    inner join {{ ref('contact') }} as contact
        on risk.client_id = contact.client_id
        and contact.contact_id <> risk.note_id
        and contact.contact_date >= risk.decided_on
        and coalesce(contact.contact_date > risk.note_date, true)
    where risk.ruling = 'accepted'
),

first_answer as (
    select
        *,
        row_number() over (
            partition by risk_id
            order by
                case when answered_by = 'ruling' then 0 else 1 end, answered_on,
                {{ in_byte_order('answered_by') }}, {{ in_byte_order('answered_id') }}
        ) as nth
    from answer
)

select
    risk.risk_id,
    risk.client_id,
    risk.affiliate_id,
    risk.program_id,
    coalesce(worker.case_manager, risk.author) as case_manager,
    risk.note_id,
    risk.note_date,
    risk.author,
    risk.skill,
    risk.skill_title,
    risk.code,
    risk.code_title,
    risk.value,
    risk.danger,
    risk.danger_rank,
    risk.tier,
    risk.code_id,
    risk.quote,
    risk.quote_start,
    risk.quote_end,
    risk.confidence,
    risk.coder,
    risk.run_id,
    risk.ruling,
    risk.reason,
    risk.decided_by,
    risk.decided_on,
    first_answer.answered_by,
    first_answer.answered_on,
    first_answer.answered_id,
    track.sentence as how_often_right,
    risk.source_file,
    risk.source_line
from risk
left join first_answer on risk.risk_id = first_answer.risk_id and first_answer.nth = 1
left join {{ ref('case_worker') }} as worker
    on risk.client_id = worker.client_id and risk.program_id = worker.program_id
left join {{ ref('track_record') }} as track
    on risk.skill = track.skill
    and risk.code = track.code
    and coalesce(risk.value, '') = coalesce(track.value, '')
    and risk.tier = track.tier
