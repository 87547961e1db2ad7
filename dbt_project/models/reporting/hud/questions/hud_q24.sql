-- Q24 Housing assessment at exit from homelessness prevention.
select {{ placed(
    'Q24',
    "case when housing_assessment = 1 and subsidy_information between 1 and 4 then '1:' || cast(subsidy_information as text)
        when housing_assessment = 2 and subsidy_information in (11, 1) then '2:with'
        when housing_assessment = 2 and subsidy_information in (12, 2) then '2:without'
        when housing_assessment in (3, 4, 5, 6, 7, 10) then cast(housing_assessment as text)
        when housing_assessment in (8, 9) then 'dk' else 'missing' end",
    'household_type',
) }}
from {{ ref('hud_client') }}
where project_type = 12 and is_leaver
