-- Bed nights of LSACalculated (9.5), which belong to a whole systemwide fiscal year: by household (56) and by person (57).
with wanted as (
    select 1 as one
    from {{ ref('lsa_request') }}
    where
        scope = 1
        and extract(month from report_start) = 10 and extract(day from report_start) = 1
        and report_end = {{ days_after(years_earlier('report_start', -1), -1) }}
),

counted as (
    select cohort, universe, reported_hh_type, population, affiliate_id, project_id, stay_id, 56 as report_row
    from {{ ref('lsa_counted_household') }}
    where cohort = 1 and population in (0, 10, 11)
    union all
    select cohort, universe, reported_hh_type, population, affiliate_id, project_id, stay_id, 57
    from {{ ref('lsa_counted_person') }}
    where cohort = 1 and population in (50, 53)
)

select
    counted.cohort, counted.universe, counted.reported_hh_type as hh_type, counted.population, -1 as system_path,
    counted.affiliate_id, counted.project_id, counted.report_row, count(distinct (night.client_id, night.night)) as value
from counted
cross join wanted
inner join {{ ref('lsa_counted_night') }} as night on counted.stay_id = night.stay_id
group by all
