-- What is missing or cannot be true of a client: the elements of Q6a, once for every project that has the client.
with client as (
    select
        stay.affiliate_id, stay.project_id, stay.personal_id, stay.enrollment_id, stay.entry_date, stay.recorded_on,
        stay.is_adult, stay.is_hoh,
        person.first_name, person.last_name, person.name_data_quality, person.ssn, person.ssn_data_quality, person.dob,
        person.dob_data_quality, person.race_none, person.hispanic_latinao, person.gender_none, person.sex,
        {{ is_empty('person', 'dob') }} as has_no_dob,
        person.csv_version = '2022' as is_of_2022,
        person.csv_version <> '2026' as asks_gender,
        1 in (
            person.white, person.black_af_american, person.asian, person.am_ind_ak_native, person.native_hi_pacific,
            case when person.csv_version <> '2022' then person.hispanic_latinao end,
            case when person.csv_version <> '2022' then person.mid_east_n_african end
        ) as has_race,
        1 in (
            person.woman, person.man, person.non_binary, person.transgender, person.questioning,
            person.culturally_specific, person.different_identity
        ) as has_gender,
        person.source_file as client_source_file,
        person.source_line as client_source_line,
        row_number() over (
            partition by stay.affiliate_id, stay.personal_id, stay.project_id
            order by stay.entry_date desc, stay.enrollment_id desc
        ) as nth
    from {{ ref('quality_stay') }} as stay
    inner join {{ ref('hmis_client') }} as person
        on stay.affiliate_id = person.affiliate_id and stay.personal_id = person.personal_id
    where stay.in_quality and not person.is_deleted
),

checked as (
    select
        *,
        case
            when name_data_quality in (8, 9) then 'refused'
            when first_name is null or last_name is null then 'missing'
            when name_data_quality = 2 then 'partial'
            when name_data_quality = 99 then 'contradicts'
        end as name,
        case
            when ssn_data_quality in (8, 9) then 'refused'
            when ssn is null or ssn_data_quality = 99 then 'missing'
            when ssn_data_quality = 2 then 'partial'
            -- hashed ones are longer, and cannot be looked into
            when length(ssn) < 12 and not {{ is_possible_ssn('ssn') }} then 'impossible'
        end as social_security,
        case
            when dob is null and dob_data_quality in (8, 9) then 'refused'
            when has_no_dob then 'missing'
            when dob < date '1915-01-01' or dob > recorded_on or ((is_adult or is_hoh) and dob >= entry_date) then 'impossible'
            when dob_data_quality = 2 then 'partial'
            when dob_data_quality in (8, 9) then 'contradicts'
            when dob_data_quality = 99 then 'uncollected'
        end as birth,
        case when race_none in (8, 9) then 'refused' when not coalesce(has_race, false) then 'missing' end as race,
        case
            when not is_of_2022 or hispanic_latinao in (0, 1) then null
            when hispanic_latinao in (8, 9) then 'refused'
            else 'missing'
        end as ethnicity,
        case
            when not asks_gender then null
            when gender_none in (8, 9) then 'refused'
            when not coalesce(has_gender, false) then 'missing'
        end as gender,
        case when asks_gender or sex in (0, 1) then null when sex in (8, 9) then 'refused' else 'missing' end as sex_answer
    from client
    where nth = 1
)

{%- set found = {} -%}
{%- for element, (column, problems) in {
    'name': ('name', ['refused', 'missing', 'partial', 'contradicts']),
    'ssn': ('social_security', ['refused', 'missing', 'partial', 'impossible']),
    'dob': ('birth', ['refused', 'missing', 'partial', 'impossible', 'contradicts', 'uncollected']),
    'race': ('race', ['refused', 'missing']),
    'ethnicity': ('ethnicity', ['refused', 'missing']),
    'gender': ('gender', ['refused', 'missing']),
    'sex': ('sex_answer', ['refused', 'missing']),
}.items() -%}
    {%- for problem in problems -%}
        {%- do found.update({element ~ '_' ~ problem: column ~ " = '" ~ problem ~ "'"}) -%}
    {%- endfor -%}
{%- endfor %}

{{ quality_checks(found, 'checked', client_record()) }}
