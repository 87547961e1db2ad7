-- CE-APR Q9a-d Households assessed, prioritized, and what they were referred to.
with assessed as (
    select client.report_id, client.client_id, client.household_type, assessed.assessment_type,
        assessed.prioritization_status, assessed.record_id, referral.event
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hud_assessed') }} as assessed
        on client.report_id = assessed.report_id and client.household_id = assessed.household_id
    left join {{ ref('hud_referral') }} as referral
        on client.report_id = referral.report_id and client.client_id = referral.client_id
    where client.is_hoh
)

select {{ placed('Q9a', 'cast(assessment_type as text)', 'household_type', record='record_id') }} from assessed
where assessment_type between 1 and 3
union all
select {{ placed('Q9b', 'cast(prioritization_status as text)', 'household_type', record='record_id') }} from assessed
where prioritization_status between 1 and 2
union all
select {{ placed('Q9c', 'cast(event as text)', 'household_type', record='record_id') }} from {{ ref('hud_referral') }}
where event <= 4
union all
select {{ placed('Q9c', "'rehoused'", 'household_type', record='record_id') }} from {{ ref('hud_referral') }}
where event = 2 and prob_sol_div_rr_result = 1
union all
select {{ placed('Q9d', 'cast(event as text)', 'household_type', record='record_id') }} from {{ ref('hud_referral') }}
where event >= 5
union all
select {{ placed('Q9d', "'result:' || coalesce(cast(referral_result as text), 'none')", 'household_type', record='record_id') }}
from {{ ref('hud_referral') }}
where event in ({{ hud_housing_events() }})
union all
select {{ placed('Q9d', "'aftercare'", 'household_type', record='record_id') }} from {{ ref('hud_referral') }}
where event = 5 and referral_case_manage_after = 1
union all
select {{ placed('Q9d', "case when event >= 5 then 'prioritized_and_referred' else 'prioritized' end", 'household_type', record='record_id') }}
from assessed
where prioritization_status = 1
