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
where presence.is_hoh and client.version = 'fy2022'

union all

-- since FY2023 a household is there when anybody of it is; its head stands for it
select distinct {{ placed('Q8b', 'presence.day_name', 'head.household_type', record='head.stay_id', of='head.') }}
from {{ ref('hud_presence') }} as presence
inner join {{ ref('hud_stay') }} as stay
    on presence.report_id = stay.report_id and presence.stay_id = stay.stay_id
inner join {{ ref('hud_household') }} as household
    on stay.report_id = household.report_id and stay.household_id = household.household_id
inner join {{ ref('hud_client') }} as head
    on household.report_id = head.report_id and household.head_client_id = head.client_id
where head.version <> 'fy2022'
