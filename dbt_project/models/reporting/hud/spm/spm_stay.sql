-- Enrollments of households served in the report's Continuum of Care, with what each person takes over from the head: the
-- Continuum of Care, the move-in date and, for a child, the situation before entry (element 3.917).
with head as (
    select
        report_id, household_id, enrollment_coc, entry_date, living_situation, los_under_threshold, previous_street_essh,
        date_to_street_essh,
        case when move_in_date between entry_date and coalesce(exit_date, period_end) then move_in_date end as head_move_in_date,
        row_number() over (partition by report_id, household_id order by entry_date, stay_id) as nth
    from {{ ref('spm_enrollment') }}
    where is_hoh
),

answered as (
    select
        stay.*,
        {{ hud_move_in('stay', 'head') }} as moved_in_on,
        {% for answer in ['living_situation', 'los_under_threshold', 'previous_street_essh', 'date_to_street_essh'] -%}
        case
            when
                stay.age <= 17
                and stay.entry_date = head.entry_date
                and stay.living_situation is null
                and stay.date_to_street_essh is null
                then head.{{ answer }}
            else stay.{{ answer }}
        end as {{ 'homeless_since' if answer == 'date_to_street_essh' else 'told_' ~ answer }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('spm_enrollment') }} as stay
    left join head on stay.report_id = head.report_id and stay.household_id = head.household_id and head.nth = 1
    where coalesce(head.enrollment_coc, case when stay.works_in_one_coc then stay.coc end) = stay.coc
)

select
    report_id, version, period_start, period_end, lookback_date, project_type, project_type in (3, 9, 10, 13) as is_housing,
    is_coc_funded, stay_id, household_id, client_id, affiliate_id, enrollment_id, project_id, entry_date, exit_date,
    destination, exit_record_id, moved_in_on, dob,
    case when age >= 0 then age end as age,
    coalesce(destination between 400 and 499, false) as went_home,
    coalesce(
        case when project_type = 4 then destination in (206, 329, 24) else destination in (206, 215, 225, 24) end, false
    ) as is_destination_excluded,
    homeless_since,
    -- literally homeless at project entry
    coalesce(
        project_type in (0, 1, 4, 8)
        or told_living_situation between 100 and 199
        or (
            (told_living_situation between 0 and 99 or told_living_situation between 200 and 499)
            and told_los_under_threshold = 1
            and told_previous_street_essh = 1
        ),
        false
    ) as from_street
from answered
