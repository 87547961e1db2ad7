-- What the skills say of the notes as they stand now: one reading of each note and skill, without what people overruled.
with rulings as (
    select
        note_id,
        skill,
        code,
        quote,
        max(case when ruling = 'overruled' then 1 else 0 end) as is_overruled
    from {{ source('framework', 'code_ruling') }}
    group by note_id, skill, code, quote
),

ruled as (
    select
        found.code_id,
        max(rulings.is_overruled) as is_overruled
    from {{ source('intelligence', 'note_code') }} as found
    inner join rulings
        on found.note_id = rulings.note_id
        and found.skill = rulings.skill
        and found.code = rulings.code
        -- a ruling that names no quote is about every quote of the code in that note
        and (rulings.quote is null or rulings.quote = found.quote)
    group by found.code_id
)

select
    found.code_id,
    found.note_id,
    note.client_id,
    note.affiliate_id,
    note.program_id,
    note.enrollment_id,
    note.note_date,
    note.author,
    found.skill,
    skill.title as skill_title,
    found.skill_version,
    found.code,
    coalesce(entry.title, found.code) as code_title,
    found.value,
    entry.level,
    coalesce(entry.is_risk, false) as is_risk,
    found.quote,
    found.quote_start,
    found.quote_end,
    found.confidence,
    found.coder,
    found.prompt_hash,
    found.run_id,
    case when ruled.is_overruled = 0 then 'accepted' else 'machine' end as review_status,
    coalesce(reading.flagged_instruction, false) as flagged_instruction,
    note.source_file,
    note.source_line
from {{ source('intelligence', 'note_code') }} as found
inner join {{ ref('reading') }} as reading
    on found.note_id = reading.note_id
    and found.content_hash = reading.content_hash
    and found.skill = reading.skill
    and found.skill_version = reading.skill_version
    and found.coder = reading.coder
    and reading.is_in_force
inner join {{ ref('case_note') }} as note on found.note_id = note.note_id
inner join {{ source('framework', 'skill') }} as skill on found.skill = skill.skill
left join {{ source('framework', 'skill_code') }} as entry
    on found.skill = entry.skill
    and found.code = entry.code
    and (entry.level is null or cast(entry.level as text) = found.value)
left join ruled on found.code_id = ruled.code_id
where found.status = 'present' and coalesce(ruled.is_overruled, 0) = 0
