-- Readings of the notes as their text stands now. Of each note and skill one counts: of the wordings that stand (the
-- skill's version, the coder, what it is asked) the one last in use. What is held back counts for nobody yet. A second
-- reader's counts only until the first has read the note; after that it stands beside the first's.
with reading as (
    select
        coding.note_id,
        coding.content_hash,
        coding.skill,
        coding.skill_version,
        coding.coder,
        coding.prompt_hash,
        coding.flagged_instruction,
        skill.version as present_version,
        coalesce(wording.sequence, 0) as last_in_use,
        coalesce(wording.standing = 'held back', false) as is_held_back
    from {{ source('intelligence', 'note_coding') }} as coding
    inner join {{ ref('case_note') }} as note
        on coding.note_id = note.note_id and coding.content_hash = note.content_hash
    inner join {{ source('framework', 'skill') }} as skill on coding.skill = skill.skill
    left join {{ source('intelligence', 'skill_wording') }} as wording
        on coding.skill = wording.skill
        and coding.skill_version = wording.skill_version
        and coding.coder = wording.coder
        and coding.prompt_hash = wording.prompt_hash
    where coding.status = 'coded'
),

ranked as (
    select
        *,
        row_number() over (
            partition by note_id, skill, is_held_back
            order by
                last_in_use desc,
                -- among what was never measured: the present wording, and a model before the embedded coder
                case when skill_version = present_version then 0 else 1 end,
                case when coder like 'embedded%' then 1 else 0 end,
                coder, skill_version, prompt_hash
        ) as preference,
        row_number() over (
            partition by note_id, skill, coder, is_held_back
            order by case when skill_version = present_version then 0 else 1 end, last_in_use desc, skill_version, prompt_hash
        ) as of_coder
    from reading
)

select
    note_id,
    content_hash,
    skill,
    skill_version,
    coder,
    prompt_hash,
    flagged_instruction,
    is_held_back,
    not is_held_back and preference = 1 as is_in_force,
    not is_held_back
    and preference > 1
    and of_coder = 1
    and coalesce(coder = {{ setting_word('second_reader') }}, false) as is_second
from ranked
