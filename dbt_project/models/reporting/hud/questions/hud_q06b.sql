-- Q6b Universal data elements: errors, and the clients each is asked of.
with client as (
    select
        client.*,
        exists (
            select 1
            from {{ ref('hmis_enrollment') }} as earlier
            inner join {{ ref('hmis_exit') }} as leaving
                on earlier.affiliate_id = leaving.affiliate_id and earlier.enrollment_id = leaving.enrollment_id
            where
                earlier.affiliate_id = client.affiliate_id
                and earlier.personal_id = client.personal_id
                and earlier.project_id = client.project_id
                and earlier.entry_date < client.entry_date
                and leaving.exit_date > client.entry_date
                and not earlier.is_deleted
                and not leaving.is_deleted
        ) as starts_within_another_stay,
        exists (
            select 1
            from {{ ref('hmis_disability') }} as disability
            where
                disability.affiliate_id = client.affiliate_id
                and disability.enrollment_id = client.enrollment_id
                and disability.data_collection_stage = 1
                and not disability.is_deleted
                and disability.disability_response between 1 and 3
                and (disability.disability_response = 1 or disability.disability_type = 10)
                and (disability.disability_type in (6, 8) or disability.indefinite_and_impairs = 1)
        ) as has_condition_at_start
    from {{ ref('hud_client') }} as client
    where client.in_quality
),

checked as (
    select
        *,
        case
            when is_child and veteran_status = 1 then 'issue'
            when is_adult and veteran_status in (8, 9) then 'dk'
            when is_adult and coalesce(veteran_status not in (0, 1), true) then 'missing'
        end as veteran_error,
        case when starts_within_another_stay or (version >= 'fy2024' and exit_date < entry_date) then 'issue' end as start_date_error,
        case
            when relationship_to_hoh is null or relationship_to_hoh = 99 then 'missing'
            when relationship_to_hoh not between 1 and 5 or heads <> 1 then 'issue'
        end as relationship_error,
        case
            when not is_hoh then null
            when enrollment_coc is null then 'missing'
            when not {{ matches('enrollment_coc', '^[A-Z]{2}-\d{3}[A-Za-z]?$') }} then 'issue'
        end as location_error,
        case
            when disabling_condition in (8, 9) then 'dk'
            when coalesce(disabling_condition not in (0, 1), true) then 'missing'
            when disabling_condition = 0 and has_condition_at_start then 'issue'
        end as disabling_error
    from client
)

{% for row, base in {
    'veteran': "is_adult or veteran_error is not null or (version >= 'fy2024' and is_child)",
    'start_date': 'true',
    'relationship': 'true',
    'location': 'is_hoh',
    'disabling': 'true',
}.items() -%}
select {{ placed('Q6b', "'" ~ row ~ "'", "'base'") }} from checked where {{ base }}
union all
select {{ placed('Q6b', "'" ~ row ~ "'", row ~ '_error') }} from checked where {{ row }}_error is not null
{% if not loop.last %}union all{% endif %}
{% endfor %}
