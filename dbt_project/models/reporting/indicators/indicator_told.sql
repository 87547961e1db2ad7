-- Of each score that a mixed indicator asks about, whether the score, the notes and the services say what it asks for, and
-- the sentence that says why. What its notes say counts outside where each code is read reliably, or so many of those that
-- it asks for were confirmed by a person.
with reading as (
    select indicator_id, position, min(case when counts_outside then 1 else 0 end) = 1 as is_reliable
    from {{ ref('indicator_reading') }}
    group by indicator_id, position
),

condition as (
    select
        asked.asked_id,
        wanted.position,
        wanted.kind,
        wanted.wanted,
        wanted.least,
        wanted.days,
        count(distinct found.record_id) as times,
        wanted.kind <> 'code'
        or coalesce(reading.is_reliable, false)
        or (
            wanted.least > 0
            and count(distinct case when reliability.counts_outside then found.record_id end) >= wanted.least
        ) as counts_outside
    from {{ ref('indicator_asked') }} as asked
    inner join {{ source('framework', 'indicator_condition') }} as wanted on asked.indicator_id = wanted.indicator_id
    left join {{ ref('indicator_found') }} as found
        on asked.asked_id = found.asked_id and wanted.position = found.position
    left join {{ ref('code_reliability') }} as reliability on found.code_id = reliability.code_id
    left join reading on asked.indicator_id = reading.indicator_id and wanted.position = reading.position
    group by
        asked.asked_id, wanted.position, wanted.kind, wanted.wanted, wanted.least, wanted.days, reading.is_reliable
),

notes as (
    select condition.asked_id, condition.position, count(*) as notes
    from condition
    inner join {{ ref('indicator_asked') }} as asked on condition.asked_id = asked.asked_id
    inner join {{ ref('case_note') }} as note
        on asked.client_id = note.client_id
        and asked.affiliate_id = note.affiliate_id
        and coalesce(asked.program_id, '') = coalesce(note.program_id, asked.program_id, '')
        and {{ days_between('note.note_date', 'asked.assessed_on') }} between 0 and condition.days
    where condition.kind = 'code'
    group by condition.asked_id, condition.position
),

code_title as (
    select
        {{ code_label('entry') }} as label,
        coalesce(cast(entry.level as text) || ' ', '') || entry.title as title
    from {{ source('framework', 'skill_code') }} as entry
),

judged as (
    select
        condition.asked_id,
        condition.position,
        condition.kind,
        condition.counts_outside,
        case when condition.least = 0 then condition.times = 0 else condition.times >= condition.least end as holds,
        case
            when condition.kind = 'service'
                then {{ counted_noun('condition.times', 'service', 'services') }} || ' “' || {{ titled('condition.wanted') }} || '”'
            when coalesce(notes.notes, 0) = 0 then 'no note'
            when condition.times = 0
                then 'none of ' || {{ counted_noun('notes.notes', 'note', 'notes') }} || ' says “'
                    || coalesce(code_title.title, condition.wanted) || '”'
            else cast(condition.times as text) || ' of ' || {{ counted_noun('notes.notes', 'note', 'notes') }} || ' says “'
                || coalesce(code_title.title, condition.wanted) || '”'
        end || ' in the ' || cast(condition.days as text) || ' days before' as said
    from condition
    left join notes on condition.asked_id = notes.asked_id and condition.position = notes.position
    left join code_title on condition.wanted = code_title.label
),

whole as (
    select
        asked_id,
        min(case when kind = 'code' then case when holds then 1 else 0 end end) = 1 as notes_say,
        min(case when kind = 'service' then case when holds then 1 else 0 end end) = 1 as services_say,
        min(case when holds then 1 else 0 end) = 1 as rest_says,
        min(case when counts_outside then 1 else 0 end) = 1 as counts_outside,
        {{ joined('said', '; ', 'position') }} as said
    from judged
    group by asked_id
)

select
    asked.asked_id,
    asked.indicator_id,
    asked.indicator_title,
    asked.client_id,
    asked.affiliate_id,
    asked.program_id,
    asked.assessment_id,
    asked.assessed_on,
    asked.score,
    asked.score_says,
    whole.notes_say,
    whole.services_say,
    asked.score_says and whole.rest_says as is_met,
    whole.counts_outside,
    'Score ' || {{ in_words('asked.score') }} || ' on ' || {{ day_in_words('asked.assessed_on') }} || '; ' || whole.said as sentence,
    asked.source_file,
    asked.source_line
from {{ ref('indicator_asked') }} as asked
inner join whole on asked.asked_id = whole.asked_id
