with instances as (
    select distinct affiliate_id, submission_key, instance_key
    from {{ ref('form_answer') }}
    where maps_to is not null
    union
    select affiliate_id, submission_key, submission_key as instance_key
    from {{ ref('form_submission') }}
    where is_mapped
),

told as (
    select
        {{ record_key('forms', 'instances.affiliate_id', 'instances.instance_key') }} as submission_id,
        instances.submission_key,
        link.client_id,
        link.record_key,
        instances.affiliate_id,
        form.form,
        program.program_id,
        form.program as source_program,
        form.submitted_on,
        form.stage,
        form.case_manager,
        form.refers_to_stay
    from instances
    inner join {{ ref('form_submission') }} as form
        on instances.affiliate_id = form.affiliate_id and instances.submission_key = form.submission_key
    left join {{ ref('form_person') }} as person
        on instances.affiliate_id = person.affiliate_id and instances.instance_key = person.instance_key
    inner join {{ ref('client_link') }} as link
        on coalesce(person.record_key, form.person_record) = link.record_key
    left join {{ ref('program_link') }} as program
        on program.source = form.program_source and form.affiliate_id = program.affiliate_id
        and form.program = program.source_program_id
),

-- read by nearest_enrollment()
events as (  -- noqa: ST03
    select submission_id as event_id, client_id, affiliate_id, program_id, submitted_on as happened_on
    from told
),

nearest as (
    {{ nearest_enrollment() }}
),

{# The stay that a row names goes before the one that is nearest in time. #}
placed as (
    select
        told.*,
        coalesce(told.program_id, stay.program_id, nearest.program_id) as placed_program_id,
        coalesce(stay.enrollment_id, nearest.enrollment_id) as enrollment_id,
        case when stay.enrollment_id is null then nearest.entry_date else stay.entry_date end as entry_date,
        case when stay.enrollment_id is null then nearest.exit_date else stay.exit_date end as exit_date
    from told
    left join {{ ref('enrollment') }} as stay
        on coalesce(told.refers_to_stay, told.submission_id) = stay.enrollment_id
    left join nearest on told.submission_id = nearest.event_id
)

select
    submission_id,
    submission_key,
    client_id,
    record_key,
    affiliate_id,
    form,
    placed_program_id as program_id,
    source_program,
    enrollment_id,
    entry_date as enrollment_entry_date,
    exit_date as enrollment_exit_date,
    submitted_on,
    stage,
    case_manager
from placed
