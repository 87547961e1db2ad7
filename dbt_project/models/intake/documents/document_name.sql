{# Everything that says whose a document is: a row of an index, the folder it lies in, a form or a case note that names the
   file. Strongest first: where an index names a document, folder and attachments do not count, and so on. -#}
with indexed as (
    select
        named._affiliate as affiliate_id,
        named.document_file as file,
        lower(named.document_file) as file_key,
        {{ record_key('', 'named._affiliate', 'named.client_id') }} as key_within,
        named.system,
        named.date as date_text,
        named.author,
        named.program,
        named._source_file as source_file,
        named._source_line as source_line
    from {{ source('documents', 'index_row') }} as named
    inner join {{ source('documents', 'present_file') }} as present
        on named._affiliate = present._affiliate and named._source_file = present.file
        and named.file_sha256 = present.sha256
),

{# An attachment of an e-mail is whose the e-mail is, unless the index names it itself. #}
by_index as (
    select
        document.document_row_id,
        indexed.system || indexed.key_within as record_key,
        indexed.date_text,
        indexed.author,
        indexed.program,
        case when document.file_key = indexed.file_key then 1 else 2 end as rank,
        indexed.source_file || ', line ' || cast(indexed.source_line as text) as named_by
    from {{ ref('document') }} as document
    inner join indexed
        on document.affiliate_id = indexed.affiliate_id
        and indexed.file_key in (document.file_key, document.container_key)
),

by_folder as (
    select
        document_row_id,
        named_system || {{ record_key('', 'affiliate_id', 'named_client_id') }} as record_key,
        cast(null as text) as date_text,
        cast(null as text) as author,
        cast(null as text) as program,
        3 as rank,
        'folder' as named_by
    from {{ ref('document') }}
    where named_system is not null
),

attached as (
    select
        answer.affiliate_id,
        {{ record_key('forms', 'answer.affiliate_id', 'coalesce(person.instance_key, answer.submission_key)') }} as record_key,
        {{ attachment_name('answer.value') }} as name_key,
        split_part(answer.submission_key, '/', 2) as folder_id,
        max(case when about.maps_to = 'document.date' then about.value end) as date_text,
        max(case when about.maps_to = 'document.author' then about.answer end) as author,
        max(form.submitted_on) as submitted_on,
        max(form.program) as program,
        min(answer.source_file || ', line ' || cast(answer.source_line as text)) as named_by
    from {{ ref('form_answer') }} as answer
    inner join {{ ref('form_submission') }} as form
        on answer.affiliate_id = form.affiliate_id and answer.submission_key = form.submission_key
    left join {{ ref('form_person') }} as person
        on answer.affiliate_id = person.affiliate_id and answer.instance_key = person.instance_key
    left join {{ ref('form_answer') }} as about
        on answer.affiliate_id = about.affiliate_id and answer.instance_key = about.instance_key
    where answer.maps_to = 'document.file'
    group by
        answer.affiliate_id, coalesce(person.instance_key, answer.submission_key), answer.value, answer.submission_key

    union all

    select
        note.affiliate_id,
        {{ record_key('crm', 'note.affiliate_id', 'coalesce(note.contact, engagement.contact)') }} as record_key,
        {{ attachment_name('note.attachment') }} as name_key,
        note.id as folder_id,
        cast(note.note_date as text) as date_text,
        note.author,
        cast(note.created_date as date) as submitted_on,
        cast(null as text) as program,
        note.source_file || ', line ' || cast(note.source_line as text) as named_by
    from {{ ref('crm_case_note') }} as note
    left join {{ ref('crm_program_engagement') }} as engagement
        on note.affiliate_id = engagement.affiliate_id and note.program_engagement = engagement.id
    where note.attachment is not null and not note.is_deleted
),

{# A name alone may be borne by several files; one that lies in a folder named for the submission is meant for sure. #}
by_attachment as (
    select
        document.document_row_id,
        attached.record_key,
        coalesce(attached.date_text, cast(attached.submitted_on as text)) as date_text,
        attached.author,
        attached.program,
        case when strpos(document.file, '/' || attached.folder_id || '/') > 0 then 4 else 5 end as rank,
        attached.named_by
    from {{ ref('document') }} as document
    inner join attached
        on document.affiliate_id = attached.affiliate_id
        and attached.name_key = coalesce({{ attachment_name('document.container_key') }}, document.name_key)
),

named as (
    select * from by_index
    union all
    select * from by_folder
    union all
    select * from by_attachment
),

strongest as (
    select
        named.*,
        min(rank) over (partition by document_row_id) as strongest_rank
    from named
),

bearers as (
    select affiliate_id, coalesce({{ attachment_name('container_key') }}, name_key) as name_key, count(distinct source_file) as files
    from {{ ref('document') }}
    group by affiliate_id, coalesce({{ attachment_name('container_key') }}, name_key)
),

clients as (
    select document_row_id, count(distinct record_key) as people
    from strongest
    where rank = strongest_rank
    group by document_row_id
)

select
    strongest.document_row_id,
    strongest.record_key,
    max(strongest.date_text) as date_text,
    max(strongest.author) as author,
    max(strongest.program) as program,
    min(strongest.named_by) as named_by,
    max(case when strongest.rank >= 4 and clients.people > 1 then 1 when strongest.rank = 5 and bearers.files > 1 then 1 else 0 end)
        = 1 as is_ambiguous
from strongest
inner join {{ ref('document') }} as document on strongest.document_row_id = document.document_row_id
inner join clients on strongest.document_row_id = clients.document_row_id
inner join bearers
    on document.affiliate_id = bearers.affiliate_id
    and coalesce({{ attachment_name('document.container_key') }}, document.name_key) = bearers.name_key
where strongest.rank = strongest.strongest_rank
group by strongest.document_row_id, strongest.record_key
