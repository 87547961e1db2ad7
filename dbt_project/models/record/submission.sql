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
        form.case_manager
    from instances
    inner join {{ ref('form_submission') }} as form
        on instances.affiliate_id = form.affiliate_id and instances.submission_key = form.submission_key
    left join {{ ref('form_person') }} as person
        on instances.affiliate_id = person.affiliate_id and instances.instance_key = person.instance_key
    inner join {{ ref('client_link') }} as link on coalesce(person.record_key, form.record_key) = link.record_key
    left join {{ ref('program_link') }} as program
        on program.source = 'forms' and form.affiliate_id = program.affiliate_id
        and form.program = program.source_program_id
),

-- read by nearest_enrollment()
events as (  -- noqa: ST03
    select submission_id as event_id, client_id, affiliate_id, program_id, submitted_on as happened_on
    from told
),

nearest as (
    {{ nearest_enrollment() }}
)

select
    told.submission_id,
    told.submission_key,
    told.client_id,
    told.record_key,
    told.affiliate_id,
    told.form,
    coalesce(told.program_id, nearest.program_id) as program_id,
    told.source_program,
    nearest.enrollment_id,
    nearest.entry_date as enrollment_entry_date,
    nearest.exit_date as enrollment_exit_date,
    told.submitted_on,
    told.stage,
    told.case_manager
from told
left join nearest on told.submission_id = nearest.event_id
