-- What is missing or contradicts itself in an enrollment: the elements of Q6b and Q6d.
with stay as (
    select
        stay.*,
        enrollment.enrollment_coc,
        enrollment.disabling_condition,
        enrollment.living_situation,
        enrollment.length_of_stay,
        {{ is_empty('enrollment', 'date_to_street_essh') }} as has_no_street_date,
        enrollment.times_homeless_past_three_years as times,
        enrollment.months_homeless_past_three_years as months,
        person.veteran_status,
        person.source_file as client_source_file,
        person.source_line as client_source_line,
        stay.is_adult or stay.is_hoh as is_asked,
        stay.project_type in (0, 1, 4, 8) as is_on_the_street,
        coalesce(enrollment.living_situation in ({{ hud_homeless() }}), false) as from_street,
        coalesce(enrollment.living_situation in ({{ hud_institutions() }}), false) as from_institution,
        coalesce(enrollment.previous_street_essh = 1, false) as was_homeless_before,
        row_number() over (
            partition by stay.affiliate_id, stay.personal_id, stay.project_id
            order by stay.entry_date desc, stay.enrollment_id desc
        ) as nth
    from {{ ref('quality_stay') }} as stay
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on stay.affiliate_id = enrollment.affiliate_id and stay.enrollment_id = enrollment.enrollment_id
    left join {{ ref('hmis_client') }} as person
        on stay.affiliate_id = person.affiliate_id and stay.personal_id = person.personal_id
    where stay.in_quality
),

condition as (
    select distinct affiliate_id, enrollment_id
    from {{ ref('hmis_disability') }}
    where
        not is_deleted
        and data_collection_stage = 1
        and disability_response between 1 and 3
        and (disability_response = 1 or disability_type = 10)
        and (disability_type in (6, 8) or indefinite_and_impairs = 1)
),

-- a project may have a CoC in several rows
place as (
    select distinct affiliate_id, project_id, coc_code from {{ ref('hmis_project_coc') }} where not is_deleted
),

-- Whom HUD asks how long they have been homeless (Q6d), by where they come from and where they enter.
asked as (
    select
        stay.*,
        condition.enrollment_id is not null as has_condition,
        place.affiliate_id is null and exists (
            select 1 from place as any_place
            where any_place.affiliate_id = stay.affiliate_id and any_place.project_id = stay.project_id
        ) as is_elsewhere,
        is_asked
        and entry_date >= date '2016-10-01'
        and project_type in (0, 1, 2, 3, 4, 8, 9, 10, 13) as is_asked_of_homelessness,
        is_on_the_street
        or from_street
        or (was_homeless_before and (length_of_stay in (10, 11) or (from_institution and length_of_stay in (2, 3))))
            as is_asked_of_history
    from stay
    left join condition
        on stay.affiliate_id = condition.affiliate_id and stay.enrollment_id = condition.enrollment_id
    left join place
        on stay.affiliate_id = place.affiliate_id
        and stay.project_id = place.project_id
        and stay.enrollment_coc = place.coc_code
),

checked as (
    select
        *,
        is_asked_of_homelessness and coalesce(is_asked_of_history, false) as tells_history,
        coalesce({{ matches('enrollment_coc', '^[A-Z]{2}-\d{3}[A-Za-z]?$') }}, false) as has_coc
    from asked
)

{# What Client.csv says is told once for every project that has the client, at the last stay, when the client is oldest. #}
{{ quality_checks({
    'veteran_refused': 'nth = 1 and is_adult and veteran_status in (8, 9)',
    'veteran_missing': 'nth = 1 and is_adult and coalesce(veteran_status not in (0, 1, 8, 9), true)',
    'veteran_child': 'nth = 1 and age < 18 and veteran_status = 1',
}, 'checked', client_record()) }}
union all
{{ quality_checks({
    'relationship_missing': 'coalesce(relationship_to_hoh not between 1 and 5, true)',
    'location_missing': 'is_hoh and enrollment_coc is null',
    'location_not_a_coc': 'is_hoh and enrollment_coc is not null and not has_coc',
    'location_elsewhere': 'has_coc and is_elsewhere',
    'disabling_refused': 'disabling_condition in (8, 9)',
    'disabling_missing': 'coalesce(disabling_condition not in (0, 1, 8, 9), true)',
    'disabling_contradicts': 'disabling_condition = 0 and has_condition',
    'living_situation_missing': 'is_asked and (living_situation is null or living_situation = 99)',
    'length_of_stay_missing':
        'is_asked_of_homelessness and not is_on_the_street and not from_street and not from_institution and '
        'coalesce(length_of_stay in (8, 9, 99), true)',
    'length_of_institution_missing':
        'is_asked_of_homelessness and not is_on_the_street and from_institution and coalesce(length_of_stay in (8, 9, 99), true)',
    'street_date_missing': 'tells_history and has_no_street_date',
    'times_missing': 'tells_history and coalesce(times in (8, 9, 99), true)',
    'months_missing': 'tells_history and coalesce(months in (8, 9, 99), true)',
}, 'checked') }}
