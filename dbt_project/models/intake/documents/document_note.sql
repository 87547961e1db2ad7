{# One row per document and person it is about: what becomes of it. Only what is `placed` becomes a note. -#}
with met as (
    select
        document.document_row_id,
        document.affiliate_id,
        document.file,
        document.part,
        name.record_key,
        person.record_key is not null as is_known,
        coalesce(name.is_ambiguous, false) as is_ambiguous,
        name.named_by,
        name.date_text,
        coalesce(
            {{ safe_date('name.date_text') }},
            document.written_on,
            {{ date_of_file_name('document.file') }}
        ) as note_date,
        coalesce(name.author, document.author) as author,
        name.program,
        document.title,
        document.words_sha256,
        document.document_text,
        document.source_file,
        document.source_line,
        substr({{ sha256_hex("name.record_key || ':' || document.words_sha256") }}, 1, 20) as native_id
    from {{ ref('document') }} as document
    left join {{ ref('document_name') }} as name on document.document_row_id = name.document_row_id
    left join {{ ref('source_person') }} as person on name.record_key = person.record_key
),

numbered as (
    select
        met.*,
        row_number() over (
            partition by affiliate_id, native_id, is_known and not is_ambiguous order by file, part, document_row_id
        ) as copy_number
    from met
)

select
    case when native_id is not null then {{ record_key('documents', 'affiliate_id', 'native_id') }} end as note_id,
    document_row_id,
    affiliate_id,
    file,
    part,
    record_key,
    named_by,
    note_date,
    date_text is not null and {{ safe_date('date_text') }} is null as is_date_unread,
    author,
    program,
    title,
    document_text,
    case
        when record_key is null then 'nobody named'
        when is_ambiguous then 'several named'
        when not is_known then 'client not known'
        when copy_number > 1 then 'copy'
        else 'placed'
    end as outcome,
    source_file,
    source_line
from numbered
