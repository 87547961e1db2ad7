-- Rulings on codes as far as they are about a note's present words. Of two on one code, the later line stands.
with placed as (
    select
        ruling.*,
        strpos(note.note_text, ruling.quote) - 1 as quote_start,
        strpos(note.note_text, ruling.quote) - 1 + length(ruling.quote) as quote_end
    from {{ source('framework', 'code_ruling') }} as ruling
    inner join {{ ref('case_note') }} as note on ruling.note_id = note.note_id
    where ruling.quote is null or strpos(note.note_text, ruling.quote) > 0
),

-- accepted words stand whether or not a machine finds them again, as long as nobody ruled otherwise since
accepted as (
    select
        placed.position,
        entry.level,
        row_number() over (
            -- a rubric has one level a note: the one that was accepted last
            partition by placed.note_id, placed.skill, case when entry.level is null then placed.position end
            order by placed.position desc
        ) as newest
    from placed
    inner join {{ source('framework', 'skill_code') }} as entry on {{ is_entry_of('entry', 'placed') }}
    where
        placed.ruling = 'accepted'
        and placed.quote is not null
        and not exists (
            select 1
            from placed as later
            where later.position > placed.position and {{ is_ruled_by('placed', 'later') }}
        )
)

select
    cast(placed.position as integer) as position,
    placed.note_id,
    placed.skill,
    placed.code,
    placed.value,
    placed.quote,
    cast(placed.quote_start as integer) as quote_start,
    cast(placed.quote_end as integer) as quote_end,
    placed.ruling,
    placed.reason,
    placed.decided_by,
    placed.decided_on,
    coalesce(accepted.newest = 1, false) as is_word_accepted,
    case when accepted.newest = 1 then accepted.level end as settled_level
from placed
left join accepted on placed.position = accepted.position
