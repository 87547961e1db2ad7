-- What LSACalculated averages of active households (8.4 to 8.7): report rows, their days, and the system paths in which
-- rows 1 to 9 are also reported (8.5).
{%- set rows = {
    1: ('es_days', 'true', '1, 3, 5, 7, 9, 10, 12'), 2: ('th_days', 'true', '2, 3, 6, 7, 12'), 3: ('est_days', 'true', '3, 7, 12'),
    4: ('rrh_psh_pre_move_in_days', 'true', '4, 5, 6, 7, 8, 9, 10, 11, 12'),
    5: ('system_homeless_days', 'true', '5, 6, 7, 8, 9, 10, 11, 12'),
    6: ('other3917_days', 'true', '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12'),
    7: ('total_homeless_days', 'true', '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12'),
    8: ('rrh_housed_days', 'true', '4, 5, 6, 7, 10, 11, 12'),
    9: ('system_days_not_psh_housed', 'true', '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12'),
    10: ('psh_housed_days', 'psh_move_in in (1, 2) and psh_status in (12, 22)', none),
    11: ('psh_housed_days', 'psh_move_in in (1, 2) and psh_status in (11, 21)', none),
    12: ('rrh_pre_move_in_days', 'rrh_status in (12, 22) and rrh_move_in = 0', none),
    13: ('rrh_pre_move_in_days', 'rrh_status in (11, 21) and rrh_move_in = 0', none),
    14: ('rrh_pre_move_in_days', 'rrh_move_in in (1, 2) and rrh_status > 2', none),
    15: ('rrh_housed_days', 'rrh_status in (12, 22) and rrh_move_in in (1, 2)', none),
    16: ('rrh_housed_days', 'rrh_status in (11, 21) and rrh_move_in in (1, 2)', none),
} %}
{%- for row, (days, holds, paths) in rows.items() %}
select 1 as cohort, head_client_id, hh_type, {{ row }} as report_row, -1 as universe, -1 as system_path, {{ days }} as days
from {{ ref('lsa_household') }}
where {{ days }} > 0 and {{ holds }}
{%- if paths %}
union all
select 1, head_client_id, hh_type, {{ row }}, -1, system_path, {{ days }}
from {{ ref('lsa_household') }}
where {{ days }} > 0 and system_path in ({{ paths }})
{%- endif %}
{{ 'union all' if not loop.last }}
{%- endfor %}
