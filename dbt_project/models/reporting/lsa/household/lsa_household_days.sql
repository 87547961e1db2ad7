-- Days of system use of active households (6.15), in their actual number, and days in rapid re-housing before move-in
-- whatever else the household did (6.10).
with used as (
    select
        head_client_id, hh_type,
        {% for column, statuses in {
            'es_days': '4', 'th_days': '3', 'est_days': '3, 4', 'rrh_psh_pre_move_in_days': '5, 6', 'rrh_housed_days': '2',
            'system_days_not_psh_housed': '2, 3, 4, 5, 6', 'system_homeless_days': '3, 4, 5, 6', 'psh_housed_days': '1',
            'pre_move_in_psh': '5', 'pre_move_in_rrh': '6',
        }.items() %}
        count(case when status in ({{ statuses }}) then 1 end) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('lsa_system_day') }}
    group by head_client_id, hh_type
),

street as (
    select span.head_client_id, span.hh_type, count(distinct calendar.day) as days
    from {{ ref('lsa_street_span') }} as span
    inner join {{ ref('lsa_calendar') }} as calendar
        on calendar.day between greatest(span.first_day, span.last_inactive) and span.last_day
    where not exists (
        select 1 from {{ ref('lsa_system_day') }} as used
        where used.head_client_id = span.head_client_id and used.hh_type = span.hh_type and used.day = calendar.day
    )
    group by span.head_client_id, span.hh_type
),

before as (
    select head_client_id, hh_type, greatest(0, {{ days_between('min(first_day)', 'max(last_inactive)') }} + 1) as days
    from {{ ref('lsa_street_span') }}
    group by head_client_id, hh_type
),

waiting as (
    select household.head_client_id, household.active_hh_type as hh_type, count(distinct calendar.day) as days
    from {{ ref('lsa_hhid') }} as household
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('lsa_calendar') }} as calendar
        on calendar.day between household.entry_date
        and coalesce({{ days_after('household.move_in_date', -1) }}, household.exit_date, request.report_end)
    where household.is_active and household.lsa_project_type = 13
    group by household.head_client_id, household.active_hh_type
)

select
    head.head_client_id, head.hh_type,
    {% for column in [
        'es_days', 'th_days', 'est_days', 'rrh_psh_pre_move_in_days', 'rrh_housed_days', 'system_days_not_psh_housed',
        'system_homeless_days', 'psh_housed_days', 'pre_move_in_psh', 'pre_move_in_rrh',
    ] %}
    coalesce(used.{{ column }}, 0) as {{ column }},
    {%- endfor %}
    coalesce(street.days, 0) + coalesce(before.days, 0) as other3917_days,
    coalesce(waiting.days, 0) as rrh_pre_move_in_days
from {{ ref('lsa_household_head') }} as head
{% for table in ['used', 'street', 'before', 'waiting'] %}
left join {{ table }} on head.head_client_id = {{ table }}.head_client_id and head.hh_type = {{ table }}.hh_type
{% endfor %}
