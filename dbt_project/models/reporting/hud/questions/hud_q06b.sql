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
        case when is_adult then coalesce(veteran_status not in (0, 1), true) else coalesce(veteran_status = 1, false) end as veteran_error,
        coalesce(relationship_to_hoh not between 1 and 5, true) or heads <> 1 as relationship_error,
        coalesce(not {{ matches('enrollment_coc', '^[A-Z]{2}-\d{3}[A-Za-z]?$') }}, true) as location_error,
        coalesce(disabling_condition not in (0, 1), true) or (disabling_condition = 0 and has_condition_at_start) as disabling_error
    from client
)

{% for row, base, error in [
    ('veteran', 'is_adult or veteran_error', 'veteran_error and (is_adult or is_child)'),
    ('start_date', 'true', 'starts_within_another_stay'),
    ('relationship', 'true', 'relationship_error'),
    ('location', 'is_hoh', 'is_hoh and location_error'),
    ('disabling', 'true', 'disabling_error'),
] -%}
select {{ placed('Q6b', "'" ~ row ~ "'", "'base'") }} from checked where {{ base }}
union all
select {{ placed('Q6b', "'" ~ row ~ "'", "'error'") }} from checked where {{ error }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
