-- Readings of a note that are held against each other: those by the same words as the one in force; where none is, those
-- that are held back. `coders`: how many they are.
select
    reading.*,
    count(*) over (partition by reading.note_id, reading.skill) as coders
from {{ ref('reading') }} as reading
left join {{ ref('reading') }} as present
    on reading.note_id = present.note_id and reading.skill = present.skill and present.is_in_force
where
    case
        when present.note_id is null then reading.is_held_back
        else not reading.is_held_back and reading.skill_version = present.skill_version
    end
