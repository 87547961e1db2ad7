-- The members of the network; one that only data name stands under its id.
select affiliate_id, name
from {{ source('framework', 'affiliate') }}
union all
select distinct reach.affiliate_id, reach.affiliate_id as name
from {{ ref('client_reach') }} as reach
left join {{ source('framework', 'affiliate') }} as known on reach.affiliate_id = known.affiliate_id
where known.affiliate_id is null
