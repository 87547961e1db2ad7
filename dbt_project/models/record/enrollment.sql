with link as (
    select record_key, client_id from {{ ref('client_link') }}
),

exits as (
    {{ ranked_exits() }}
),

hmis as (
    select
        {{ record_key('hmis', 'stay.affiliate_id', 'stay.enrollment_id') }} as enrollment_id,
        {{ record_key('hmis', 'stay.affiliate_id', 'stay.personal_id') }} as record_key,
        'hmis' as source, stay.affiliate_id, 'hmis' as program_source, stay.project_id as source_program_id,
        {{ record_key('hmis', 'stay.affiliate_id', 'stay.household_id') }} as household_id,
        {{ relationship_to_hoh('stay.relationship_to_hoh') }} as relationship_to_hoh,
        stay.entry_date, exits.exit_date, cast(exits.destination as text) as destination,
        stay.living_situation, stay.move_in_date,
        nullif(trim(concat_ws(' ', staff.user_first_name, staff.user_last_name)), '') as case_manager,
        stay.source_file, stay.source_line
    from {{ ref('hmis_enrollment') }} as stay
    left join exits
        on stay.affiliate_id = exits.affiliate_id and stay.enrollment_id = exits.enrollment_id and exits.newest = 1
    left join {{ ref('hmis_user') }} as staff
        on stay.affiliate_id = staff.affiliate_id and stay.user_id = staff.user_id
    where not stay.is_deleted
),

{# An end that lies ahead is a plan, not an exit. Volunteers' engagements are no stays. #}
crm as (
    select
        {{ record_key('crm', 'affiliate_id', 'id') }} as enrollment_id,
        {{ record_key('crm', 'affiliate_id', 'contact') }} as record_key,
        'crm' as source, affiliate_id, 'crm' as program_source, program as source_program_id,
        cast(null as text) as household_id, cast(null as text) as relationship_to_hoh,
        start_date as entry_date,
        case when end_date <= (select as_of from {{ ref('as_of') }}) then end_date end as exit_date,
        destination, cast(null as integer) as living_situation, cast(null as date) as move_in_date, case_manager,
        source_file, source_line
    from {{ ref('crm_program_engagement') }}
    where not is_deleted and start_date is not null and {{ is_client_role('role') }}
),

{# A form opens a stay when it gives an entry date; a form with only an exit date closes the stay before it. An end that
   lies ahead of the day it came, such as 12/31/9999, is none yet. #}
form_stays as (
    select
        form_submission.record_key as enrollment_id, form_submission.person_record as record_key,
        form_submission.affiliate_id, form_submission.program, form_submission.program_source,
        form_submission.case_manager, form_submission.source_file, form_submission.source_line, link.client_id,
        stay.entry_date,
        coalesce(
            case
                when stay.exit_date <= greatest((select as_of from {{ ref('as_of') }}), form_submission.loaded_on)
                    then stay.exit_date
            end,
            {{ vanished_by() }}
        ) as exit_date,
        stay.destination
    from {{ ref('form_submission') }} as form_submission
    inner join link on form_submission.person_record = link.record_key
    inner join (
        select
            affiliate_id, submission_key,
            max(case when maps_to = 'enrollment.entry_date' then {{ safe_date('value') }} end) as entry_date,
            max(case when maps_to = 'enrollment.exit_date' then {{ safe_date('value') }} end) as exit_date,
            max(case when maps_to = 'enrollment.destination' then answer end) as destination
        from {{ ref('form_answer') }}
        where maps_to like 'enrollment.%' and repeat_path = ''
        group by affiliate_id, submission_key
    ) as stay
        on form_submission.affiliate_id = stay.affiliate_id and form_submission.submission_key = stay.submission_key
),

closings as (
    select
        opening.enrollment_id, closing.exit_date, closing.destination,
        row_number() over (partition by opening.enrollment_id order by closing.exit_date, closing.enrollment_id)
            as place,
        row_number() over (partition by closing.enrollment_id order by opening.entry_date desc, opening.enrollment_id)
            as opening_place
    from form_stays as opening
    inner join form_stays as closing
        on opening.client_id = closing.client_id and opening.affiliate_id = closing.affiliate_id
        and coalesce(opening.program, '') = coalesce(closing.program, opening.program, '')
        and closing.exit_date >= opening.entry_date
    where opening.exit_date is null and closing.entry_date is null
),

forms as (
    select
        form_stays.enrollment_id, form_stays.record_key, 'forms' as source, form_stays.affiliate_id,
        form_stays.program_source, form_stays.program as source_program_id, cast(null as text) as household_id,
        cast(null as text) as relationship_to_hoh, form_stays.entry_date,
        coalesce(form_stays.exit_date, closings.exit_date) as exit_date,
        coalesce(form_stays.destination, closings.destination) as destination,
        cast(null as integer) as living_situation, cast(null as date) as move_in_date, form_stays.case_manager,
        form_stays.source_file, form_stays.source_line
    from form_stays
    left join closings
        on form_stays.enrollment_id = closings.enrollment_id and closings.place = 1 and closings.opening_place = 1
    where form_stays.entry_date is not null
),

stays as (
    select * from hmis
    union all
    select * from crm
    union all
    select * from forms
),

placed as (
    select
        stays.*,
        link.client_id,
        coalesce(program.program_id, 'unknown') as program_id,
        program.source_program,
        program.project_type,
        coalesce(mapped.value, stays.destination) as destination_text
    from stays
    inner join link on stays.record_key = link.record_key
    left join {{ ref('program_link') }} as program
        on stays.program_source = program.source and stays.affiliate_id = program.affiliate_id
        and stays.source_program_id = program.source_program_id
    left join {{ source('framework', 'value_map') }} as mapped
        on mapped.field = 'destination' and {{ compared('mapped.source_value') }} = {{ compared('stays.destination') }}
),

ordered as (
    select
        placed.*,
        max(coalesce(exit_date, date '9999-01-01')) over (
            partition by client_id, program_id order by entry_date, {{ in_byte_order('enrollment_id') }}
            rows between unbounded preceding and 1 preceding
        ) as busy_until
    from placed
),

numbered as (
    select
        ordered.*,
        sum(case when entry_date <= {{ days_after('busy_until', 7) }} then 0 else 1 end) over (
            partition by client_id, program_id order by entry_date, {{ in_byte_order('enrollment_id') }}
        ) as episode
    from ordered
),

{# A destination is written as its code or in its words. #}
destination as (
    select code, label, category, cast(code as text) as written_as from {{ ref('living_situation') }}
    union all
    select code, label, category, lower(label) as written_as from {{ ref('living_situation') }}
)

select
    numbered.enrollment_id, numbered.client_id, numbered.record_key, numbered.source, numbered.affiliate_id,
    numbered.program_id, numbered.source_program, numbered.project_type, numbered.household_id,
    numbered.relationship_to_hoh, numbered.entry_date, numbered.exit_date,
    destination.code as destination_code,
    case when numbered.exit_date is not null then coalesce(destination.label, numbered.destination_text) end
        as destination,
    case
        when numbered.exit_date is null then null
        when destination.category is not null then destination.category
        when lower(numbered.destination_text) in ('permanent', 'temporary', 'institutional', 'homeless', 'other')
            then lower(numbered.destination_text)
        when numbered.destination_text is not null then 'other'
        else 'unknown'
    end as destination_category,
    living.label as living_situation, numbered.move_in_date, numbered.case_manager,
    first_value(numbered.enrollment_id) over (
        partition by numbered.client_id, numbered.program_id, numbered.episode
        order by numbered.entry_date, {{ in_byte_order('numbered.enrollment_id') }}
    ) as episode_id,
    numbered.source_file, numbered.source_line
from numbered
left join destination
    on case when numbered.exit_date is not null then lower(numbered.destination_text) end = destination.written_as
left join {{ ref('living_situation') }} as living on numbered.living_situation = living.code
