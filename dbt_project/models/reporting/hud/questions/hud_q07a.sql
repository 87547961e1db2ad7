-- Q7a Persons served, and those who moved into permanent housing (R22).
select {{ placed('Q7a', 'age_kind', 'household_type') }} from {{ ref('hud_client') }}
union all
select {{ placed('Q7a', "'moved_in'", 'household_type') }} from {{ ref('hud_client') }}
where moved_in_on <= period_end
