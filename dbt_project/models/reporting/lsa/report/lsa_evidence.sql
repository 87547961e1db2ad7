{{ config(materialized='view') }}
-- The clients and enrollments behind each row of LSACalculated, as its key tells it apart; `value` is what an average is of.
{#- Views name no database: readers may open the warehouse under another name. #}
with averaged as (
    select * from {{ ref('lsa_average_days').include(database=false) }}
    union all
    select * from {{ ref('lsa_average_return').include(database=false) }}
)

select
    averaged.cohort, averaged.universe, population.reported_hh_type as hh_type, population.population, averaged.system_path,
    cast(null as text) as affiliate_id, cast(null as text) as project_id, averaged.report_row, averaged.head_client_id as client_id,
    cast(null as text) as stay_id, averaged.days as value
from averaged
inner join {{ ref('lsa_average_population').include(database=false) }} as population
    on averaged.cohort = population.cohort
    and averaged.head_client_id = population.head_client_id
    and averaged.hh_type = population.hh_type
union all
select cohort, universe, reported_hh_type, population, -1, affiliate_id, project_id, 53, client_id, stay_id, null
from {{ ref('lsa_counted_household').include(database=false) }}
union all
select cohort, universe, reported_hh_type, population, -1, affiliate_id, project_id, 54, head_client_id, stay_id, null
from {{ ref('lsa_counted_household').include(database=false) }}
union all
select cohort, universe, reported_hh_type, population, -1, affiliate_id, project_id, 55, client_id, stay_id, null
from {{ ref('lsa_counted_person').include(database=false) }}
union all
select cohort, universe, reported_hh_type, population, -1, affiliate_id, project_id, 56, client_id, stay_id, null
from {{ ref('lsa_counted_household').include(database=false) }}
where cohort = 1 and population in (0, 10, 11)
union all
select cohort, universe, reported_hh_type, population, -1, affiliate_id, project_id, 57, client_id, stay_id, null
from {{ ref('lsa_counted_person').include(database=false) }}
where cohort = 1 and population in (50, 53)
union all
select 1, 10, 0, 0, -1, affiliate_id, project_id, report_row, client_id, stay_id, null
from {{ ref('lsa_quality_member').include(database=false) }}
union all
select 1, 10, 0, 0, -1, affiliate_id, project_id, 53, client_id, stay_id, null
from {{ ref('lsa_oph_member').include(database=false) }}
