{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Notes in which a client denies a risk, or that say it is over: by the readings that count.
select
    note.client_id,
    said.note_id,
    note.note_date,
    said.skill,
    said.code
from {{ source('intelligence', 'note_code') }} as said
inner join {{ ref('reading') }} as reading
    on said.note_id = reading.note_id
    and said.content_hash = reading.content_hash
    and said.skill = reading.skill
    and said.skill_version = reading.skill_version
    and said.coder = reading.coder
    and reading.is_in_force
inner join {{ ref('case_note') }} as note on said.note_id = note.note_id
where
    said.status = 'absent'
    and exists (
        select 1
        from {{ source('framework', 'skill_code') }} as entry
        where said.skill = entry.skill and said.code = entry.code and entry.is_risk
    )
