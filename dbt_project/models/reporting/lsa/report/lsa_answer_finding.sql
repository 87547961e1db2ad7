-- Answers of reported enrollments that are missing or cannot be (10.12 to 10.19, 11.7).
with answered as (
    select
        reported.*, stay.living_situation, stay.length_of_stay, stay.date_to_street_essh, stay.previous_street_essh,
        stay.times_homeless_past_three_years, stay.months_homeless_past_three_years, stay.destination,
        stay.destination_subsidy_type, stay.entry_date as recorded_entry_date,
        reported.lsa_project_type in (0, 1, 8) or stay.living_situation in (101, 116, 118) or stay.previous_street_essh = 1
            as is_from_street
    from {{ ref('lsa_reported_stay') }} as reported
    inner join {{ ref('lsa_hmis_enrollment') }} as stay on reported.stay_id = stay.stay_id
)

{% for finding, holds in {
    'disabling_condition': 'disability_status is null',
    'living_situation': 'is_hoh_or_adult and coalesce(living_situation, 99) in (8, 9, 99)',
    'length_of_stay': 'is_hoh_or_adult and coalesce(length_of_stay, 99) in (8, 9, 99)',
    'homeless_date': 'is_hoh_or_adult and (
        date_to_street_essh > entry_date or (date_to_street_essh is null and is_from_street)
    )',
    'times_homeless': 'is_hoh_or_adult and is_from_street and coalesce(times_homeless_past_three_years, 99) not in (1, 2, 3, 4)',
    'months_homeless': 'is_hoh_or_adult and is_from_street
        and coalesce(months_homeless_past_three_years, 99) not between 101 and 113',
    'destination': 'exit_date is not null and (
        coalesce(destination, 99) in (8, 9, 17, 30, 99) or (destination = 435 and destination_subsidy_type is null)
    )',
    'date_of_birth': 'active_age in (98, 99)',
}.items() %}
select '{{ finding }}' as finding, stay_id, household_id, client_id, affiliate_id, project_id
from answered
where {{ holds }}
{{ 'union all' if not loop.last }}
{% endfor %}
