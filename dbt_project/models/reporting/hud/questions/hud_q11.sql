-- Q11 Age; Q10a-d and Q12 Gender, race and ethnicity; Q25c-d, Q26c-d and Q27a, c the same of veterans, chronically
-- homeless people and youth.
select {{ placed('Q11', 'age_band', 'household_type') }} from {{ ref('hud_client') }}
union all
select {{ placed('Q12a', 'race', 'household_type') }} from {{ ref('hud_client') }}
union all
select {{ placed('Q12', 'race', 'household_type') }} from {{ ref('hud_client') }}
union all
select {{ placed('Q12b', 'ethnicity', 'household_type') }} from {{ ref('hud_client') }}
union all
select {{ placed('Q10a', 'gender', 'household_type') }} from {{ ref('hud_client') }} where is_adult or version >= 'fy2024'
union all
select {{ placed('Q10b', 'gender', 'household_type') }} from {{ ref('hud_client') }} where is_child
union all
select {{ placed('Q10c', 'gender', 'household_type') }} from {{ ref('hud_client') }} where age is null
union all
select {{ placed('Q10d', 'gender', "case when is_child then 'child' else age_band end") }} from {{ ref('hud_client') }}
union all
select {{ placed('Q25c', 'gender', 'household_type') }} from {{ ref('hud_client') }} where is_veteran
union all
select {{ placed('Q25d', 'age_band', 'household_type') }} from {{ ref('hud_client') }} where is_veteran
union all
select {{ placed('Q26c', 'gender', 'household_type') }} from {{ ref('hud_client') }} where chronic_status = 'yes'
union all
select {{ placed('Q26d', 'age_band', 'household_type') }} from {{ ref('hud_client') }} where chronic_status = 'yes'
union all
select {{ placed('Q27a', 'age_band', 'household_type') }} from {{ ref('hud_client') }} where is_youth
union all
select {{ placed('Q27c', 'gender', 'household_type') }} from {{ ref('hud_client') }} where is_youth
union all
select {{ placed('Q24e', "case sex when 0 then 'female' when 1 then 'male' when 8 then 'dk' when 9 then 'dk' else 'missing' end", 'household_type') }}
from {{ ref('hud_client') }}
