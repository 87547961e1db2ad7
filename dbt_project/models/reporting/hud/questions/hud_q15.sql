-- Q15 Living situation before entry, of adults and heads; Q27d the same of youth who head a household.
select {{ placed('Q15', hud_situation('living_situation', 'rental_subsidy_type'), 'household_type') }}
from {{ ref('hud_client') }}
where is_adult or is_hoh
union all
select {{ placed('Q27d', hud_situation('living_situation', 'rental_subsidy_type'), 'household_type') }}
from {{ ref('hud_client') }}
where is_youth and is_hoh
