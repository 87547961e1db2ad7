-- The cohorts and their periods (3.2): three of exits, the active one, four nights.
with period as (
    select -2 as cohort, {{ years_earlier('report_start', 2) }} as cohort_start, {{ years_earlier('report_end', 2) }} as cohort_end, scope
    from {{ ref('lsa_request') }}
    union all
    select -1, {{ years_earlier('report_start', 1) }}, {{ years_earlier('report_end', 1) }}, scope
    from {{ ref('lsa_request') }}
    union all
    select
        0, report_start,
        case
            when {{ months_earlier('report_end', 6) }} <= report_start then report_end
            else {{ months_earlier('report_end', 6) }}
        end,
        scope
    from {{ ref('lsa_request') }}
    union all
    select 1, report_start, report_end, scope from {{ ref('lsa_request') }}
    {% for cohort, year_of, month, day in [
        (10, 'report_start', 10, 31), (11, 'report_end', 1, 31), (12, 'report_end', 4, 30), (13, 'report_end', 7, 31)
    ] %}
    union all
    select {{ cohort }}, night, night, scope
    from (
        select make_date(cast(extract(year from {{ year_of }}) as integer), {{ month }}, {{ day }}) as night, report_start, report_end, scope
        from {{ ref('lsa_request') }}
    ) as of_cohort
    where night between report_start and report_end
    {% endfor %}
)

select cohort, cohort_start, cohort_end
from period
where cohort = 1 or scope <> 3
