-- What the readings that are held against each other say of codes: that one is present, absent or unclear.
select
    found.*,
    reading.is_held_back,
    reading.is_in_force or reading.is_second or reading.is_held_back as is_shown
from {{ source('intelligence', 'note_code') }} as found
inner join {{ ref('reading_compared') }} as reading
    on found.note_id = reading.note_id
    and found.skill = reading.skill
    and found.skill_version = reading.skill_version
    and found.content_hash = reading.content_hash
    and found.coder = reading.coder
