-- Bed nights of LSACalculated (9.5): by household (56) and by person (57). They may be given for any period.
with counted as (
    select cohort, universe, reported_hh_type, population, affiliate_id, project_id, stay_id, 56 as report_row
    from {{ ref('lsa_counted_household') }}
    where cohort = 1 and population in (0, 10, 11)
    union all
    select cohort, universe, reported_hh_type, population, affiliate_id, project_id, stay_id, 57
    from {{ ref('lsa_counted_person') }}
    where cohort = 1 and population in (50, 53)
),

night as (
    select distinct
        counted.cohort, counted.universe, counted.reported_hh_type, counted.population, counted.affiliate_id, counted.project_id,
        counted.report_row, night.client_id, night.night
    from counted
    inner join {{ ref('lsa_counted_night') }} as night on counted.stay_id = night.stay_id
)

select
    cohort, universe, reported_hh_type as hh_type, population, -1 as system_path, affiliate_id, project_id, report_row,
    count(*) as value
from night
group by cohort, universe, reported_hh_type, population, affiliate_id, project_id, report_row
