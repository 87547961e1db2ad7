select program_id, name, true as is_configured
from {{ source('framework', 'program') }}
union all
select program_id, min(source_program) as name, false as is_configured
from {{ ref('program_link') }}
where program_id not in (select program_id from {{ source('framework', 'program') }})
group by program_id
union all
-- a stay whose source names no program
select distinct stay.program_id, 'Program not known' as name, false as is_configured
from {{ ref('enrollment') }} as stay
where stay.program_id = 'unknown'
    and stay.program_id not in (select program_id from {{ source('framework', 'program') }})
    and stay.program_id not in (select program_id from {{ ref('program_link') }})
