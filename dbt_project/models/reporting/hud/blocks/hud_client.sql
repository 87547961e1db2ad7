-- One row per report and client (R6), from the stay that stands for the client: what the questions group by.
with member as (
    select
        stay.*,
        household.household_type,
        household.heads,
        household.is_youth as is_youth_household,
        household.has_child_of_head,
        household.head_entry_date,
        household.head_exit_date,
        household.head_date_to_street_essh,
        household.head_bed_nights,
        chronic.status as chronic_status,
        coalesce(stay.age >= 18, false) as is_adult,
        stay.exit_date is not null as is_leaver,
        coalesce(stay.date_of_engagement, household.head_date_of_engagement) as engaged_on,
        {{ hud_move_in('stay', 'household') }} as moved_in_on,
        {{ age_in_years('household.head_entry_date', 'stay.period_end') }} as years_of_head
    from {{ ref('hud_stay') }} as stay
    inner join {{ ref('hud_household') }} as household
        on stay.report_id = household.report_id and stay.household_id = household.household_id
    inner join {{ ref('hud_chronic') }} as chronic
        on stay.report_id = chronic.report_id and stay.stay_id = chronic.stay_id
    where stay.is_latest
),

due as (
    select
        *,
        case
            when years_of_head < 1 or {{ years_after('head_entry_date', 'years_of_head') }} < entry_date then null
            -- until FY2022 a night-by-night household is asked after 365 bed nights of its head
            when version = 'fy2022' and project_type = 1 and head_bed_nights < 365 then null
            else {{ years_after('head_entry_date', 'years_of_head') }}
        end as annual_due_on,
        -- since FY2024 the nights of a night-by-night shelter
        cast(
            case
                when version >= 'fy2024' and project_type = 1 then bed_nights
                else {{ days_between('entry_date', days_after('period_end', 1)) }}
            end as integer
        ) as elapsed_days,
        cast(
            case
                when version >= 'fy2024' and project_type = 1 then head_bed_nights
                else {{ days_between('head_entry_date', days_after('period_end', 1)) }}
            end as integer
        ) as elapsed_days_of_head
    from member
)

select
    due.report_id, due.version, due.period_start, due.period_end, due.project_type, due.moves_in, due.stay_id,
    due.affiliate_id, due.enrollment_id, due.project_id, due.client_id, due.personal_id, due.household_id,
    due.household_type, due.heads, due.relationship_to_hoh, due.is_hoh, due.entry_date, due.exit_date,
    due.entry_recorded_at, due.exit_recorded_at, due.exit_record_id, due.age, due.dob, due.dob_data_quality, due.is_adult,
    coalesce(due.age < 18, false) as is_child,
    case
        when due.age >= 18 then 'adult'
        when due.age < 18 then 'child'
        when due.dob is null and due.dob_data_quality in (8, 9) then 'dk'
        else 'missing'
    end as age_kind,
    {{ hud_age_band('due.age', 'due.dob', 'due.dob_data_quality', 'due.version') }} as age_band,
    due.is_leaver,
    due.project_type <> 4 or coalesce(due.engaged_on <= due.period_end, false) as in_quality,
    due.engaged_on,
    due.is_adult and coalesce(due.veteran_status = 1, false) as is_veteran,
    due.veteran_status,
    coalesce(due.is_youth_household and due.age >= 12, false) as is_youth,
    coalesce(due.is_youth_household and due.has_child_of_head and (due.is_hoh or due.is_adult), false) as is_parenting_youth,
    coalesce(due.is_youth_household and due.has_child_of_head, false) as is_in_parenting_household,
    due.chronic_status,
    cast(
        case
            when due.project_type = 1 then due.bed_nights
            else {{ days_between('due.entry_date', 'coalesce(due.exit_date, ' ~ days_after('due.period_end', 1) ~ ')') }}
        end as integer
    ) as days_in_project,
    due.last_night,
    due.elapsed_days,
    not due.is_leaver and (
        (due.elapsed_days >= 365 and (due.is_hoh or due.is_adult))
        or (
            due.is_adult
            and due.head_exit_date is null
            and coalesce(due.elapsed_days_of_head >= 365, false)
        )
    ) as is_long_term,
    due.annual_due_on,
    due.moved_in_on,
    due.is_leaver and (due.is_hoh or coalesce(due.exit_date = due.head_exit_date, false)) as left_with_head,
    due.head_entry_date, due.head_date_to_street_essh, due.destination, due.destination_subsidy_type,
    due.housing_assessment, due.subsidy_information, due.enrollment_coc, due.living_situation, due.rental_subsidy_type,
    due.length_of_stay, due.previous_street_essh, due.date_to_street_essh, due.times_homeless_past_three_years,
    due.months_homeless_past_three_years, due.disabling_condition, due.date_of_engagement, due.sexual_orientation,
    due.translation_needed, due.preferred_language, client.sex,
    case
        when due.version < 'fy2024' then {{ hud_gender('client') }}
        else {{ hud_identities('client', hud_gender_flags(), 'gender_none') }}
    end as gender,
    case
        when due.version < 'fy2024' then {{ hud_race('client') }}
        else {{ hud_identities('client', hud_race_flags(), 'race_none', apart='hispanic_latinao') }}
    end as race,
    {{ hud_ethnicity('client.hispanic_latinao') }} as ethnicity,
    due.source_file, due.source_line
from due
inner join {{ ref('hmis_client') }} as client
    on due.affiliate_id = client.affiliate_id and due.personal_id = client.personal_id
