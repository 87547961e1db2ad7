-- Averages of LSACalculated (8): whole days of the households of each population; subpopulations in rows 1 to 9 and 23 alone.
with counted as (
    select * from {{ ref('lsa_average_days') }}
    union all
    select * from {{ ref('lsa_average_return') }}
)

select
    counted.cohort, counted.universe, population.reported_hh_type as hh_type, population.population, counted.system_path,
    counted.report_row, cast(floor(avg(counted.days)) as integer) as value
from counted
inner join {{ ref('lsa_average_population') }} as population
    on counted.cohort = population.cohort
    and counted.head_client_id = population.head_client_id
    and counted.hh_type = population.hh_type
where
    counted.report_row is not null
    and (
        not population.is_subpopulation
        or (counted.report_row <= 9 and counted.system_path = -1)
        or (counted.report_row = 23 and population.population % 100 not in (21, 22))
    )
group by
    counted.cohort, counted.universe, population.reported_hh_type, population.population, counted.system_path, counted.report_row
