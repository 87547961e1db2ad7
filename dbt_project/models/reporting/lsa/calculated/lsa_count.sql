-- Counts of LSACalculated (9.3, 9.4): people (53) and households (54) by household, people by themselves (55).
select
    cohort, universe, reported_hh_type as hh_type, population, -1 as system_path, affiliate_id, project_id, 53 as report_row,
    count(distinct client_id) as value
from {{ ref('lsa_counted_household') }}
group by all
union all
select
    cohort, universe, reported_hh_type, population, -1, affiliate_id, project_id, 54,
    count(distinct head_client_id || ':' || hh_type)
from {{ ref('lsa_counted_household') }}
group by all
union all
select cohort, universe, reported_hh_type, population, -1, affiliate_id, project_id, 55, count(distinct client_id)
from {{ ref('lsa_counted_person') }}
group by all
