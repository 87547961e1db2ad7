-- Q22a, b, d Length of participation, Q22c days from start to move-in, Q22e time homeless before housing; Q27e, j, k, l
-- the same of youth.
with client as (
    select
        *,
        case when is_leaver then 'leavers' else 'stayers' end as leaving,
        {{ days_between('entry_date', 'moved_in_on') }} as days_to_move_in,
        case when moves_in then moved_in_on when project_type in (0, 1, 2, 8) then entry_date end as housed_on,
        case
            when version <> 'fy2022' and is_child and entry_date = head_entry_date then head_date_to_street_essh
            else date_to_street_essh
        end as homeless_since
    from {{ ref('hud_client') }}
)

{% for length, days, move_in, homeless, among in [
    (['Q22a1', 'Q22a2'], 'Q22b', 'Q22c', 'Q22e', 'true'), (['Q27e'], 'Q27j', 'Q27k', 'Q27l', 'is_youth'),
] %}
{% for question in length %}
select {{ placed(question, hud_days_band('days_in_project'), 'leaving', 'days_in_project') }} from client where {{ among }}
union all
{% endfor %}
select {{ placed(days, "'days'", 'leaving', 'days_in_project') }} from client where {{ among }}
union all
select {{ placed(move_in, hud_days_band('days_to_move_in'), 'household_type', 'days_to_move_in') }} from client
where moves_in and moved_in_on between period_start and period_end and (version < 'fy2024' or days_to_move_in <= 730) and {{ among }}
union all
select {{ placed(move_in, "'left_without'", 'household_type') }} from client
where moves_in and is_leaver and moved_in_on is null and {{ among }}
union all
select {{ placed(
    homeless,
    "case when housed_on is null then 'not_yet' when homeless_since is null or homeless_since > housed_on then 'missing'
        else " ~ hud_days_band(days_between('homeless_since', 'housed_on')) ~ ' end',
    'household_type',
) }}
from client
where project_type in (0, 1, 2, 3, 8, 9, 13) and {{ among }}
union all
{% endfor %}
-- since FY2024 by race
select {{ placed('Q22f', "'moved_in'", 'race', 'days_to_move_in') }} from client
where version >= 'fy2024' and moves_in and moved_in_on between period_start and period_end and days_to_move_in <= 730
union all
select {{ placed('Q22f', "'left_without'", 'race') }} from client
where version >= 'fy2024' and moves_in and is_leaver and moved_in_on is null
union all
select {{ placed(
    'Q22g', "case when housed_on is null then 'not_yet' else 'moved_in' end", 'race', days_between('homeless_since', 'housed_on'),
) }}
from client
where version >= 'fy2024' and project_type in (0, 1, 2, 3, 8, 9, 13) and homeless_since <= coalesce(housed_on, period_end)
union all
select {{ placed('Q22d', hud_days_band('days_in_project'), 'household_type', 'days_in_project') }} from client
