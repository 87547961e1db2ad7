-- One row per enrollment in HMIS with what checks ask of it: the exit that counts, age, household and head as HUD's report
-- of the year up to the export would take them (R7, R9, R12, R19). `as_of` is the last day that the exports speak of.
with export as (
    select affiliate_id, max(least(cast(export_date as date), export_end_date)) as as_of
    from {{ ref('hmis_export') }}
    group by affiliate_id
),

leaving as (
    {{ ranked_exits() }}
),

stay as (
    select
        enrollment.affiliate_id,
        enrollment.enrollment_id,
        enrollment.personal_id,
        enrollment.project_id,
        project.project_type,
        coalesce(project.project_type in (3, 9, 10, 13), false) as moves_in,
        project.operating_start_date,
        project.operating_end_date,
        {{ hud_household_id('enrollment') }} as household_id,
        enrollment.relationship_to_hoh,
        coalesce(enrollment.relationship_to_hoh = 1, false) as is_hoh,
        enrollment.entry_date,
        leaving.exit_id,
        leaving.exit_date,
        leaving.destination,
        enrollment.move_in_date,
        enrollment.date_of_engagement,
        client.dob,
        cast(coalesce(client.date_created, enrollment.date_created) as date) as recorded_on,
        coalesce(
            export.as_of, max(cast(enrollment.date_updated as date)) over (partition by enrollment.affiliate_id)
        ) as as_of,
        enrollment.csv_version,
        enrollment.source_file,
        enrollment.source_line,
        leaving.source_file as exit_source_file,
        leaving.source_line as exit_source_line
    from {{ ref('hmis_enrollment') }} as enrollment
    left join export on enrollment.affiliate_id = export.affiliate_id
    left join {{ ref('hmis_project') }} as project
        on enrollment.affiliate_id = project.affiliate_id
        and enrollment.project_id = project.project_id
        and not project.is_deleted
    left join {{ ref('hmis_client') }} as client
        on enrollment.affiliate_id = client.affiliate_id
        and enrollment.personal_id = client.personal_id
        and not client.is_deleted
    left join leaving
        on enrollment.affiliate_id = leaving.affiliate_id
        and enrollment.enrollment_id = leaving.enrollment_id
        and leaving.newest = 1
    where not enrollment.is_deleted
),

aged as (
    select
        *,
        -- a year that ends on the day the exports speak of
        cast({{ days_after('as_of', 1) }} - interval '1 year' as date) as year_start,
        coalesce(exit_date >= cast({{ days_after('as_of', 1) }} - interval '1 year' as date), true)
        and entry_date <= as_of as is_recent
    from stay
),

counted as (
    select
        *,
        {{ age_in_years('dob', 'least(greatest(year_start, entry_date), coalesce(exit_date, as_of))') }} as age_or_negative,
        count(case when is_hoh then 1 end) over household as heads,
        count(*) over household as members,
        min(case when is_hoh then entry_date end) over household as head_entry_date,
        min(case when is_hoh then date_of_engagement end) over household as head_date_of_engagement,
        min(case when is_hoh then dob end) over household as head_dob
    from aged
    window household as (partition by household_id, is_recent)
),

told as (
    select
        *,
        case when age_or_negative >= 0 then age_or_negative end as age,
        {{ age_in_years('head_entry_date', 'as_of') }} as years_of_head
    from counted
)

select
    affiliate_id, enrollment_id, personal_id, project_id, project_type, moves_in, operating_start_date,
    operating_end_date, household_id, members, heads, relationship_to_hoh, is_hoh, head_entry_date, head_dob, entry_date,
    exit_id, exit_date, destination, move_in_date, date_of_engagement, dob, age, coalesce(age >= 18, false) as is_adult,
    recorded_on, as_of, is_recent,
    is_recent and (
        coalesce(project_type, 0) <> 4 or coalesce(coalesce(date_of_engagement, head_date_of_engagement) <= as_of, false)
    ) as in_quality,
    case
        when years_of_head >= 1 and {{ years_after('head_entry_date', 'years_of_head') }}
                >= entry_date and coalesce(exit_date > as_of, true)
            then {{ years_after('head_entry_date', 'years_of_head') }}
    end as annual_due_on,
    csv_version, source_file, source_line, exit_source_file, exit_source_line
from told
