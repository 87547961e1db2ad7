-- Q14a, Q14b Domestic violence, of adults and heads of household.
with answered as (
    select client.report_id, client.client_id, client.household_type, coalesce(violence.record_id, client.stay_id) as record_id,
        violence.domestic_violence_survivor, violence.when_occurred, violence.currently_fleeing, client.version
    from {{ ref('hud_client') }} as client
    left join {{ ref('hud_violence') }} as violence
        on client.report_id = violence.report_id and client.client_id = violence.client_id
    where client.is_adult or client.is_hoh
)

select {{ placed('Q14a', yes_or_no('domestic_violence_survivor'), 'household_type', record='record_id') }} from answered
union all
-- since FY2024 it asks when
select {{ placed(
    'Q14b',
    "case when version < 'fy2024' then " ~ yes_or_no('currently_fleeing') ~ "
        when when_occurred between 1 and 4 then cast(when_occurred as text)
        when when_occurred in (8, 9) then 'dk' else 'missing' end",
    'household_type', record='record_id',
) }}
from answered
where domestic_violence_survivor = 1
