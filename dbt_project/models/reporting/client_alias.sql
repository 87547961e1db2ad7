-- Every client ID there ever was and the one to use for it today: what was kept under a former ID still finds its client.
select
    alias.old_client_id as former_client_id,
    alias.client_id,
    coalesce(alias.old_client_id = alias.client_id, false) as is_current,
    cast(retired.happened_on as date) as retired_on,
    retired.reason
from {{ source('record', 'identity_alias') }} as alias
left join {{ source('record', 'identity_event') }} as retired
    on alias.retired_in = retired.run
    and (
        (retired.event = 'merged' and alias.old_client_id = retired.other_client_id)
        or (retired.event = 'closed' and alias.old_client_id = retired.client_id)
    )
