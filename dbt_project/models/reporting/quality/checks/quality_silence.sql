-- Stays that go on in HMIS though nothing was recorded for ninety days (Q6f): outreach without contact, shelter by the night
-- without a bed night.
with contact as (
    select affiliate_id, enrollment_id, max(information_date) as last_contact
    from {{ ref('hmis_current_living_situation') }}
    where not is_deleted
    group by affiliate_id, enrollment_id
),

night as (
    select affiliate_id, enrollment_id, max(date_provided) as last_night
    from {{ ref('hmis_service') }}
    where not is_deleted and record_type = 200
    group by affiliate_id, enrollment_id
),

stayer as (
    select
        stay.*,
        greatest(
            stay.entry_date,
            coalesce(stay.date_of_engagement, stay.entry_date),
            coalesce(contact.last_contact, stay.entry_date)
        ) as last_contact,
        night.last_night,
        {{ days_after('stay.as_of', -90) }} as long_ago
    from {{ ref('quality_stay') }} as stay
    left join contact
        on stay.affiliate_id = contact.affiliate_id and stay.enrollment_id = contact.enrollment_id
    left join night on stay.affiliate_id = night.affiliate_id and stay.enrollment_id = night.enrollment_id
    where stay.in_quality and coalesce(stay.exit_date > stay.as_of, true)
)

{{ quality_checks({
    'no_contact_for_90_days':
        '(is_adult or is_hoh) and project_type = 4 and entry_date <= long_ago and last_contact < long_ago',
    'no_bed_night_for_90_days': 'project_type = 1 and entry_date <= long_ago and coalesce(last_night < long_ago, true)',
}, 'stayer') }}
