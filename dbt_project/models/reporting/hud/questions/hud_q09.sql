-- Q9a, Q9b Contacts and engagements of adults and heads in street outreach and night-by-night shelters.
with client as (
    select *, least(coalesce(exit_date, period_end), coalesce(date_of_engagement, period_end), period_end) as last_day
    from {{ ref('hud_client') }}
    where (is_adult or is_hoh) and project_type in (1, 4)
),

contact as (
    select client.report_id, client.client_id, client.stay_id, seen.information_date as contact_date,
        seen.current_living_situation as situation, seen.current_living_sit_id as contact_id
    from client
    inner join {{ ref('hmis_current_living_situation') }} as seen
        on client.affiliate_id = seen.affiliate_id and client.enrollment_id = seen.enrollment_id
    where seen.information_date between client.entry_date and client.last_day and not seen.is_deleted
),

engagement as (
    -- to be engaged is to be met: a contact of that day where none is recorded
    select report_id, client_id, stay_id, date_of_engagement as contact_date, cast(null as integer) as situation, stay_id as contact_id
    from client
    where
        date_of_engagement <= period_end
        and not exists (
            select 1
            from contact
            where
                contact.report_id = client.report_id
                and contact.client_id = client.client_id
                and contact.contact_date = client.date_of_engagement
        )
),

every_contact as (
    select * from contact
    union all
    select * from engagement
),

counted as (
    select report_id, client_id, count(*) as contacts, max(contact_date) as last_contact
    from every_contact
    group by report_id, client_id
),

first_contact as (
    select
        report_id, client_id,
        case
            when situation in ({{ hud_homeless() }}) then 'homeless'
            when situation is null or situation in (37, 8, 9, 99) then 'unknown'
            else 'elsewhere'
        end as place,
        row_number() over (partition by report_id, client_id order by contact_date, contact_id) as nth
    from every_contact
),

met as (
    select
        client.report_id, client.client_id, client.stay_id, first_contact.place,
        case when contacts = 1 then '1' when contacts <= 5 then '2-5' when contacts <= 9 then '6-9' else '10-' end as times,
        coalesce(client.date_of_engagement between client.period_start and client.period_end, false) as is_engaged
    from client
    inner join counted on client.report_id = counted.report_id and client.client_id = counted.client_id
    inner join first_contact
        on client.report_id = first_contact.report_id and client.client_id = first_contact.client_id and first_contact.nth = 1
    where
        counted.last_contact >= client.period_start
        or client.date_of_engagement between client.period_start and client.period_end
)

select {{ placed('Q9a', 'times', 'place') }} from met
union all
select {{ placed('Q9b', 'times', 'place') }} from met where is_engaged
union all
select {{ placed('Q9b', "'contacted'", 'place') }} from met
