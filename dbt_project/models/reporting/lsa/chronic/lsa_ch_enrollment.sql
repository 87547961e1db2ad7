-- Enrollments after the first day of the three years (5.6, 7.5), with what each says of the time before it (3.917): for exit
-- cohorts also later ones, since what they say may reach back. Of those, one without exit has no days of its own.
select
    span.basis, span.client_id, span.window_start, span.window_end,
    enrollment.stay_id, enrollment.lsa_project_type, enrollment.entry_date, enrollment.move_in_date, enrollment.exit_date,
    coalesce(enrollment.exit_date, case when span.basis = 'active' then {{ days_after('span.window_end', 1) }} end) as until,
    stay.living_situation, stay.length_of_stay, stay.previous_street_essh, stay.date_to_street_essh,
    stay.times_homeless_past_three_years, stay.months_homeless_past_three_years
from {{ ref('lsa_ch_window') }} as span
inner join {{ ref('lsa_enrollment') }} as enrollment on span.client_id = enrollment.client_id
inner join {{ ref('lsa_hmis_enrollment') }} as stay on enrollment.stay_id = stay.stay_id
where
    (span.basis = 'exit' or enrollment.entry_date <= span.window_end)
    and coalesce(enrollment.exit_date > span.window_start, true)
