-- What the skills say of the notes as they stand now: one reading of each note and skill. What people ruled stands above it.
with ruled as (
    select
        found.code_id,
        ruling.ruling,
        ruling.decided_by,
        row_number() over (partition by found.code_id order by ruling.position desc) as newest
    from {{ source('intelligence', 'note_code') }} as found
    inner join {{ ref('standing_ruling') }} as ruling on {{ is_ruled_by('found', 'ruling') }}
),

read_codes as (
    select
        found.code_id,
        found.note_id,
        found.skill,
        found.skill_version,
        found.code,
        found.value,
        found.quote,
        found.quote_start,
        found.quote_end,
        found.confidence,
        found.coder,
        found.prompt_hash,
        found.run_id,
        case when ruled.ruling = 'accepted' then 'accepted' else 'machine' end as review_status,
        case when ruled.ruling = 'accepted' then ruled.decided_by end as decided_by
    from {{ source('intelligence', 'note_code') }} as found
    inner join {{ ref('reading') }} as reading
        on found.note_id = reading.note_id
        and found.content_hash = reading.content_hash
        and found.skill = reading.skill
        and found.skill_version = reading.skill_version
        and found.coder = reading.coder
        and reading.is_in_force
    left join ruled on found.code_id = ruled.code_id and ruled.newest = 1
    left join {{ ref('standing_ruling') }} as settled
        on found.note_id = settled.note_id and found.skill = settled.skill and settled.settled_level is not null
    where
        found.status = 'present'
        and coalesce(ruled.ruling, 'machine') <> 'overruled'
        and (settled.settled_level is null or cast(settled.settled_level as text) = found.value)
),

-- what a person accepted and the present reading does not find
accepted as (
    select
        {{ sha256_hex("'person:' || ruling.note_id || ':' || ruling.skill || ':' || ruling.code || ':' || "
            ~ "coalesce(ruling.value, '') || ':' || cast(ruling.quote_start as text) || ':' || "
            ~ "cast(ruling.quote_end as text)") }} as code_id,
        ruling.note_id,
        ruling.skill,
        skill.version as skill_version,
        ruling.code,
        ruling.value,
        ruling.quote,
        ruling.quote_start,
        ruling.quote_end,
        cast(1 as double precision) as confidence,
        'person' as coder,
        cast(null as text) as prompt_hash,
        cast(null as text) as run_id,
        'accepted' as review_status,
        ruling.decided_by
    from {{ ref('standing_ruling') }} as ruling
    inner join {{ source('framework', 'skill') }} as skill on ruling.skill = skill.skill
    where
        ruling.is_word_accepted
        and not exists (select 1 from read_codes where {{ is_ruled_by('read_codes', 'ruling') }})
),

standing as (
    select * from read_codes
    union all
    select * from accepted
),

worded as (
    select standing.code_id, entry.title, entry.level, entry.is_risk
    from standing
    inner join {{ source('framework', 'skill_code') }} as entry on {{ is_entry_of('entry', 'standing') }}
),

-- in a document, the line that a quote begins in
placed as (
    select
        standing.code_id,
        line.source_page,
        line.source_line,
        row_number() over (partition by standing.code_id order by line.line_start desc) as nearest
    from standing
    inner join {{ ref('note_line') }} as line
        on standing.note_id = line.note_id and line.line_start <= standing.quote_start
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
    coalesce(worded.title, found.code) as code_title,
    found.value,
    worded.level,
    coalesce(worded.is_risk, false) as is_risk,
    found.quote,
    found.quote_start,
    found.quote_end,
    found.confidence,
    found.coder,
    found.prompt_hash,
    found.run_id,
    found.review_status,
    found.decided_by,
    coalesce(reading.flagged_instruction, false) as flagged_instruction,
    note.source_file,
    coalesce(placed.source_page, note.source_page) as source_page,
    coalesce(placed.source_line, note.source_line) as source_line
from standing as found
inner join {{ ref('case_note') }} as note on found.note_id = note.note_id
inner join {{ source('framework', 'skill') }} as skill on found.skill = skill.skill
left join placed on found.code_id = placed.code_id and placed.nearest = 1
left join {{ ref('reading') }} as reading
    on found.note_id = reading.note_id and found.skill = reading.skill and reading.is_in_force
left join worded on found.code_id = worded.code_id
