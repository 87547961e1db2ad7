-- Every client ID there ever was and the one to use for it today: what was kept under a former ID still finds its client.
with retired as (
    select
        run,
        case when event = 'merged' then other_client_id else client_id end as client_id,
        happened_on,
        reason
    from {{ source('record', 'identity_event') }}
    where event in ('merged', 'closed')
)

select
    alias.old_client_id as former_client_id,
    alias.client_id,
    coalesce(alias.old_client_id = alias.client_id, false) as is_current,
    cast(retired.happened_on as date) as retired_on,
    retired.reason
from {{ source('record', 'identity_alias') }} as alias
left join retired on alias.retired_in = retired.run and alias.old_client_id = retired.client_id
