-- LSACalculated.csv (10.21): averages (8), counts (9) and data quality (10); no row is zero.
select cohort, universe, hh_type, population, system_path, cast(null as text) as affiliate_id, cast(null as text) as project_id,
    report_row, value
from {{ ref('lsa_average') }}
union all
select cohort, universe, hh_type, population, system_path, affiliate_id, project_id, report_row, value
from {{ ref('lsa_count') }}
union all
select cohort, universe, hh_type, population, system_path, affiliate_id, project_id, report_row, value
from {{ ref('lsa_bed_night_count') }}
union all
select 1, 10, 0, 0, -1, affiliate_id, project_id, 53, count(distinct client_id)
from {{ ref('lsa_oph_member') }}
group by affiliate_id, project_id
union all
select 1, 10, 0, 0, -1, affiliate_id, project_id, report_row, count(distinct counts)
from {{ ref('lsa_quality_member') }}
group by affiliate_id, project_id, report_row
