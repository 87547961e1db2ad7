-- Programs as the organisation reports on them, those that only a source names, and any that only a record names.
select
    program.program_id,
    program.name,
    told.description,
    program.is_configured
from {{ ref('program') }} as program
left join {{ source('framework', 'program') }} as told on program.program_id = told.program_id
union all
select distinct
    reach.program_id,
    reach.program_id as name,
    cast(null as text) as description,
    false as is_configured
from {{ ref('client_reach') }} as reach
left join {{ ref('program') }} as known on reach.program_id = known.program_id
where reach.program_id is not null and known.program_id is null
