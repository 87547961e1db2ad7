-- Codes that a person may be asked about: those that stand, and those that do not.
select
    code_id,
    note_id,
    skill,
    code,
    value,
    quote,
    quote_start,
    quote_end,
    confidence,
    coder,
    'present' as status,
    true as stands,
    false as is_held_back
from {{ ref('code') }}
where review_status = 'machine'

union all

-- disputed, because another coder's reading stands, and held back
select
    said.code_id,
    said.note_id,
    said.skill,
    said.code,
    said.value,
    said.quote,
    said.quote_start,
    said.quote_end,
    said.confidence,
    said.coder,
    said.status,
    false as stands,
    said.is_held_back
from {{ ref('code_said') }} as said
left join {{ ref('code_compared') }} as compared
    on said.note_id = compared.note_id
    and said.skill = compared.skill
    and said.code = compared.code
    and coalesce(said.value, '') = coalesce(compared.value, '')
left join {{ ref('code') }} as standing on said.code_id = standing.code_id
where
    said.status = 'present'
    and standing.code_id is null
    and (compared.is_disputed or said.is_held_back)

union all

-- risks that are possible: nothing counts them, and a person reads them all the same
select
    possible.code_id,
    possible.note_id,
    possible.skill,
    possible.code,
    possible.value,
    possible.quote,
    possible.quote_start,
    possible.quote_end,
    possible.confidence,
    possible.coder,
    possible.status,
    false as stands,
    possible.is_held_back
from {{ ref('code_said') }} as possible
where
    possible.status = 'unclear'
    and possible.is_shown
    and exists (
        select 1
        from {{ source('framework', 'skill_code') }} as entry
        where possible.skill = entry.skill and possible.code = entry.code and entry.is_risk
    )
    and not exists (
        select 1
        from {{ ref('code') }} as standing
        where
            standing.note_id = possible.note_id
            and standing.skill = possible.skill
            and standing.code = possible.code
            and coalesce(standing.value, '') = coalesce(possible.value, '')
    )
