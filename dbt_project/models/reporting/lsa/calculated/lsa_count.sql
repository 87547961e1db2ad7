-- Counts of LSACalculated (9.3, 9.4): people (53) and households (54) by household, people by themselves (55).
with counted as (
    select cohort, universe, reported_hh_type, population, affiliate_id, project_id, 53 as report_row, client_id as counts
    from {{ ref('lsa_counted_household') }}
    union all
    select
        cohort, universe, reported_hh_type, population, affiliate_id, project_id, 54,
        head_client_id || ':' || cast(hh_type as text)
    from {{ ref('lsa_counted_household') }}
    union all
    select cohort, universe, reported_hh_type, population, affiliate_id, project_id, 55, client_id
    from {{ ref('lsa_counted_person') }}
)

select
    cohort, universe, reported_hh_type as hh_type, population, -1 as system_path, affiliate_id, project_id, report_row,
    count(distinct counts) as value
from counted
group by cohort, universe, reported_hh_type, population, affiliate_id, project_id, report_row
