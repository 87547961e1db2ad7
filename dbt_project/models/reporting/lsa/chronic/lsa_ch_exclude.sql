-- Days in transitional housing, or housed by rapid re-housing or permanent supportive housing (5.7, 7.5).
select distinct enrollment.basis, enrollment.client_id, calendar.day
from {{ ref('lsa_ch_enrollment') }} as enrollment
inner join {{ ref('lsa_calendar') }} as calendar
    on calendar.day >= case when enrollment.lsa_project_type = 2 then enrollment.entry_date else enrollment.move_in_date end
    and calendar.day < enrollment.until
    and calendar.day between enrollment.window_start and enrollment.window_end
where enrollment.basis = 'active' or enrollment.lsa_project_type <> 15
