-- Chronic homelessness at the start of each stay: its own status (R23), and what the household lends it (R24).
with disabled_at_start as (
    select distinct stay.report_id, stay.stay_id
    from {{ ref('hud_stay') }} as stay
    inner join {{ ref('hmis_disability') }} as disability
        on stay.affiliate_id = disability.affiliate_id and stay.enrollment_id = disability.enrollment_id
    where
        not disability.is_deleted
        and disability.data_collection_stage = 1
        and (
            (disability.disability_type in (6, 8) and disability.disability_response = 1)
            or (
                disability.indefinite_and_impairs = 1
                and (
                    (disability.disability_type in (5, 7, 9) and disability.disability_response = 1)
                    or (disability.disability_type = 10 and disability.disability_response in (1, 2, 3))
                )
            )
        )
),

tested as (
    select
        stay.report_id, stay.stay_id, stay.version, stay.household_id, stay.entry_date, stay.age, stay.is_hoh,
        case
            when stay.disabling_condition = 1 or disabled.stay_id is not null then 'yes'
            when stay.disabling_condition = 0 then 'no'
            when stay.disabling_condition in (8, 9) then 'dk'
            else 'missing'
        end as disabled,
        case
            when stay.project_type in (0, 1, 4, 8) or stay.living_situation between 100 and 199 then 'test'
            when stay.living_situation is null or stay.los_under_threshold is null then 'missing'
            when stay.los_under_threshold = 0 then 'no'
            when stay.previous_street_essh is null then 'missing'
            when stay.previous_street_essh = 0 then 'no'
            else 'test'
        end as situation,
        case
            when {{ age_in_years('stay.date_to_street_essh', 'stay.entry_date') }} >= 1 then 'yes'
            when stay.times_homeless_past_three_years between 1 and 3 then 'no'
            when stay.times_homeless_past_three_years in (8, 9) then 'dk'
            when stay.times_homeless_past_three_years <> 4 or stay.times_homeless_past_three_years is null then 'missing'
            when stay.months_homeless_past_three_years >= 112 then 'yes'
            when stay.months_homeless_past_three_years between 101 and 111 then 'no'
            when stay.months_homeless_past_three_years in (8, 9) then 'dk'
            else 'missing'
        end as history
    from {{ ref('hud_stay') }} as stay
    left join disabled_at_start as disabled
        on stay.report_id = disabled.report_id and stay.stay_id = disabled.stay_id
),

own as (
    select
        tested.*,
        case
            when disabled <> 'yes' then disabled
            when situation <> 'test' then situation
            else history
        end as own_status,
        coalesce(tested.entry_date = household.head_entry_date, false) as came_with_head
    from tested
    inner join {{ ref('hud_household') }} as household
        on tested.report_id = household.report_id and tested.household_id = household.household_id
),

household as (
    select
        report_id,
        household_id,
        count(case when own_status = 'yes' then 1 end) > 0 as any_yes,
        count(case when (is_hoh or age >= 18) and own_status in ('yes', 'no') then 1 end) > 0 as is_known,
        count(case when (is_hoh or age >= 18) and own_status = 'no' then 1 end) > 0 as any_no,
        max(case when is_hoh then own_status end) as head_status
    from own
    where came_with_head
    group by report_id, household_id
)

select
    own.report_id,
    own.stay_id,
    own.own_status,
    case
        when not own.came_with_head then own.own_status
        when household.any_yes then 'yes'
        when not household.is_known then coalesce(household.head_status, own.own_status)
        when own.version >= 'fy2024' and own.age < 18 and household.any_no then 'no'
        else own.own_status
    end as status
from own
left join household on own.report_id = household.report_id and own.household_id = household.household_id
