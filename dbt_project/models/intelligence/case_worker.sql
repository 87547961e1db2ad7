{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Who works with a client in a program now: the case manager of the latest stay that names one.
with ranked as (
    select
        client_id,
        program_id,
        case_manager,
        row_number() over (
            partition by client_id, program_id order by entry_date desc, enrollment_id
        ) as latest
    from {{ ref('enrollment') }}
    where case_manager is not null
)

select client_id, program_id, case_manager
from ranked
where latest = 1
