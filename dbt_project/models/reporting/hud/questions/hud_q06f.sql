-- Q6f Inactive records: those who stay, of whom nothing was recorded for ninety days.
with contact as (
    select client.report_id, client.client_id, max(seen.information_date) as last_contact
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hmis_current_living_situation') }} as seen
        on client.affiliate_id = seen.affiliate_id and client.enrollment_id = seen.enrollment_id
    where seen.information_date <= client.period_end and not seen.is_deleted
    group by client.report_id, client.client_id
),

stayer as (
    select
        client.*,
        greatest(client.entry_date, coalesce(client.date_of_engagement, client.entry_date), coalesce(contact.last_contact, client.entry_date)) as last_contact,
        {{ days_after('client.period_end', -90) }} as long_ago,
        -- the funder of outreach that is a service project: PATH
        client.version >= 'fy2024' and client.project_type = 6 and {{ holds('project.funders', "'21'") }} as is_path
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hud_project') }} as project
        on client.report_id = project.report_id
        and client.affiliate_id = project.affiliate_id
        and client.project_id = project.project_id
    left join contact on client.report_id = contact.report_id and client.client_id = contact.client_id
    where client.in_quality and not client.is_leaver
)

{% for row, among, inactive in [
    ('contact', "(is_adult or is_hoh) and (project_type = 4 or is_path or (project_type = 1 and version = 'fy2022'))", 'last_contact < long_ago'),
    ('bed_night', 'project_type = 1', 'coalesce(last_night < long_ago, true)'),
] -%}
select {{ placed('Q6f', "'" ~ row ~ "'", "'record'") }} from stayer where entry_date <= long_ago and {{ among }}
union all
select {{ placed('Q6f', "'" ~ row ~ "'", "'inactive'") }} from stayer where entry_date <= long_ago and {{ among }} and {{ inactive }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
