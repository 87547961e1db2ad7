-- One level per note and rubric. Should a coder give several, the surest counts, then the lower one.
with ranked as (
    select
        code_id,
        note_id,
        client_id,
        affiliate_id,
        program_id,
        note_date,
        skill,
        skill_title,
        level,
        code_title as level_title,
        confidence,
        coder,
        quote,
        row_number() over (
            partition by note_id, skill order by confidence desc, level, quote_start, code_id
        ) as preference
    from {{ ref('code') }}
    where level is not null
)

select
    code_id,
    note_id,
    client_id,
    affiliate_id,
    program_id,
    note_date,
    skill,
    skill_title,
    level,
    level_title,
    confidence,
    coder,
    quote
from ranked
where preference = 1
