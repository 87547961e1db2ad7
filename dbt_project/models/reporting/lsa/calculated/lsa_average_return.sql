-- What LSACalculated averages of households of exit cohorts (8.8 to 8.11): days until they came back, by the project they
-- left (18 to 22, 63 to 66), all together (23), by system path (24 to 36) and by destination (101 to 136).
with returned as (
    select
        *,
        case when exit_to between 400 and 499 then 2 when exit_to between 100 and 399 then 3 else 4 end as universe
    from {{ ref('lsa_exit') }}
    where return_days > 0
)

select
    cohort, head_client_id, hh_type,
    case exit_from
        when 2 then 18 when 3 then 19 when 4 then 20 when 5 then 21 when 6 then 22
        when 7 then 63 when 8 then 64 when 9 then 65 when 10 then 66
    end as report_row,
    universe, -1 as system_path, return_days as days
from returned
union all
select cohort, head_client_id, hh_type, 23, universe, -1, return_days
from returned
union all
select cohort, head_client_id, hh_type, 23 + system_path, universe, system_path, return_days
from returned
where system_path <> -1
union all
select cohort, head_client_id, hh_type, 36, universe, -1, return_days
from returned
where system_path <> -1
union all
select
    cohort, head_client_id, hh_type,
    case exit_to
        {%- for destination in [
            101, 116, 118, 204, 205, 206, 207, 215, 225, 302, 312, 313, 314, 327, 329, 332, 410, 411, 419, 420, 421, 422, 423, 426,
            428, 431, 433, 434, 436, 437, 438, 439, 440, 24, 98, 99,
        ] %}
        when {{ destination }} then {{ 100 + loop.index }}
        {%- endfor %}
    end,
    universe, -1, return_days
from returned
