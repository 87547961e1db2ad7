-- Q7b, Q8b Persons and households on the four point-in-time days (R29), by the household they are reported with.
select {{ placed('Q7b', 'presence.day_name', 'client.household_type', record='presence.stay_id', of='client.') }}
from {{ ref('hud_presence') }} as presence
inner join {{ ref('hud_client') }} as client
    on presence.report_id = client.report_id and presence.client_id = client.client_id

union all

select {{ placed('Q8b', 'presence.day_name', 'client.household_type', record='presence.stay_id', of='client.') }}
from {{ ref('hud_presence') }} as presence
inner join {{ ref('hud_client') }} as client
    on presence.report_id = client.report_id and presence.client_id = client.client_id
where presence.is_hoh
