-- Days that cannot be: exits before entry, move-in outside the stay, rows dated outside it, days that lie ahead.
with stay as (
    select
        stay.*,
        enrollment.date_to_street_essh,
        {{ is_empty('enrollment', 'move_in_date') }} as has_no_move_in,
        coalesce(stay.destination in ({{ hud_permanent() }}), false) as left_to_a_home,
        {{ days_between('stay.entry_date', 'stay.as_of') }} as days_open
    from {{ ref('quality_stay') }} as stay
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on stay.affiliate_id = enrollment.affiliate_id and stay.enrollment_id = enrollment.enrollment_id
)

{{ quality_checks({
    'entry_after_export': 'entry_date > as_of',
    'entry_before_birth': 'entry_date < dob',
    'entry_before_project_opened': 'entry_date < operating_start_date',
    'entry_after_project_closed': 'entry_date > operating_end_date',
    'open_in_closed_project': 'exit_date is null and operating_end_date < as_of',
    'homeless_since_after_entry': 'date_to_street_essh > entry_date',
    'engaged_outside_stay': 'date_of_engagement < entry_date or date_of_engagement > exit_date',
    'move_in_before_entry': 'moves_in and move_in_date < entry_date',
    'move_in_after_exit': 'moves_in and move_in_date > exit_date',
    'move_in_ahead': 'moves_in and move_in_date > as_of',
    'move_in_elsewhere': 'not moves_in and project_type is not null and move_in_date is not null',
    'move_in_missing_at_exit': 'moves_in and is_hoh and is_recent and left_to_a_home and has_no_move_in',
    'move_in_missing': 'moves_in and is_hoh and exit_date is null and has_no_move_in and days_open > 180',
}, 'stay') }}
union all
{{ quality_checks({
    'exit_before_entry': 'exit_date < entry_date',
    'exit_ahead': 'exit_date > as_of',
    'exit_after_project_closed': 'exit_date > operating_end_date',
}, 'stay', exit_record()) }}
{% for table, (key, day) in quality_dated_tables().items() %}
union all
(
    with dated as (
        select
            stay.affiliate_id, stay.project_id, stay.personal_id, stay.enrollment_id, stay.entry_date, stay.exit_date,
            stay.as_of, v.{{ key }} as record_id, v.{{ day }} as on_day, v.source_file, v.source_line
        from {{ ref(table) }} as v
        inner join {{ ref('quality_stay') }} as stay
            on v.affiliate_id = stay.affiliate_id and v.enrollment_id = stay.enrollment_id
        where not v.is_deleted and (v.{{ day }} < stay.entry_date or v.{{ day }} > stay.exit_date or v.{{ day }} > stay.as_of)
    )

    {{ quality_checks({
        'record_before_entry': 'on_day < entry_date',
        'record_after_exit': 'on_day > exit_date',
        'record_ahead': 'on_day > as_of',
    }, 'dated', own_record(table)) }}
)
{% endfor %}
