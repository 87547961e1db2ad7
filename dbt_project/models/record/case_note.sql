with crm as (
    select
        {{ record_key('crm', 'note.affiliate_id', 'note.id') }}
            || case when subject.nth > 1 then '#' || subject.nth else '' end as note_id,
        link.client_id, link.record_key, note.affiliate_id, stay.program_id, stay.enrollment_id,
        coalesce(note.note_date, cast(note.created_date as date)) as note_date, note.author, note.note as note_text,
        'crm' as source, note.source_file, cast(null as integer) as source_page, note.source_line
    from {{ ref('crm_case_note') }} as note
    inner join {{ ref('crm_note_subject') }} as subject
        on note.affiliate_id = subject.affiliate_id and note.id = subject.note_id
    inner join {{ ref('client_link') }} as link
        on link.record_key = {{ record_key('crm', 'note.affiliate_id', 'subject.contact') }}
    left join {{ ref('enrollment') }} as stay
        on stay.enrollment_id = {{ record_key('crm', 'note.affiliate_id', 'subject.program_engagement') }}
    where not note.is_deleted
),

written as (
    select
        affiliate_id, submission_key, instance_key, form,
        max(case when maps_to = 'note.id' then value end) as native_id,
        max(case when maps_to = 'note.text' then value end) as note_text,
        max(case when maps_to = 'note.date' then {{ safe_date('value') }} end) as note_date,
        max(case when maps_to = 'note.author' then answer end) as author,
        min(source_file) as source_file,
        min(source_line) as source_line
    from {{ ref('form_answer') }}
    where maps_to like 'note.%'
    group by affiliate_id, submission_key, instance_key, form
),

forms as (
    select
        {{ record_key('forms', 'written.affiliate_id', "coalesce(written.form || '/' || written.native_id, "
            ~ "written.instance_key)") }} as note_id,
        submission.client_id, submission.record_key, written.affiliate_id, submission.program_id,
        submission.enrollment_id, coalesce(written.note_date, submission.submitted_on) as note_date,
        coalesce(written.author, submission.case_manager) as author, written.note_text, 'forms' as source,
        written.source_file, cast(null as integer) as source_page, written.source_line
    from written
    inner join {{ ref('submission') }} as submission
        on submission.submission_id = {{ record_key('forms', 'written.affiliate_id', 'written.instance_key') }}
    where written.note_text is not null
),

documents as (
    select
        note.note_id, link.client_id, link.record_key, note.affiliate_id, program.program_id,
        cast(null as text) as enrollment_id, note.note_date, note.author, note.document_text as note_text,
        'documents' as source, note.file as source_file, line.source_page, line.source_line
    from {{ ref('document_note') }} as note
    inner join {{ ref('client_link') }} as link on note.record_key = link.record_key
    left join {{ ref('program_link') }} as program
        on program.source = 'documents' and note.affiliate_id = program.affiliate_id
        and note.program = program.source_program_id
    left join {{ ref('note_line') }} as line on note.note_id = line.note_id and line.line_start = 0
    where note.outcome = 'placed'
),

notes as (
    select * from crm
    union all
    select * from documents
    union all
    select
        note_id, client_id, record_key, affiliate_id, program_id, enrollment_id, note_date, author, note_text, source,
        source_file, source_page, source_line
    from (
        select
            forms.*,
            row_number() over (partition by note_id order by source_file desc, source_line desc) as newest
        from forms
    ) as numbered
    where newest = 1
),

-- read by nearest_enrollment()
events as (  -- noqa: ST03
    select note_id as event_id, client_id, affiliate_id, program_id, note_date as happened_on
    from notes
    where enrollment_id is null
),

nearest as (
    {{ nearest_enrollment() }}
)

select
    notes.note_id, notes.client_id, notes.record_key, notes.affiliate_id,
    coalesce(notes.program_id, nearest.program_id) as program_id,
    coalesce(notes.enrollment_id, nearest.enrollment_id) as enrollment_id,
    notes.note_date,
    coalesce({{ year_month('notes.note_date') }}, 'undated') as note_month,
    notes.author, notes.note_text,
    {{ sha256_hex('notes.note_text') }} as content_hash,
    notes.source, notes.source_file, notes.source_page, notes.source_line
from notes
left join nearest on notes.note_id = nearest.event_id
