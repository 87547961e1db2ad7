-- Found = landed + held back, counted after landing: of every file in its folder as many documents stand in the landing
-- table as were read from it, and each of them is a note or is listed with its reason. A row here is a document lost.
select counted.file, counted.was_read, counted.landed, counted.told
from (
    select
        present.file,
        present.rows as was_read,
        count(distinct document.file) as landed,
        count(distinct case when note.note_id is not null or listed.file is not null then document.file end) as told
    from {{ source('documents', 'present_file') }} as present
    left join {{ ref('document') }} as document
        on present._affiliate = document.affiliate_id and present.file = document.source_file
    left join {{ ref('document_note') }} as became on document.document_row_id = became.document_row_id
    left join {{ ref('case_note') }} as note on became.note_id = note.note_id
    left join {{ ref('quarantine') }} as listed
        on listed.source = 'documents' and document.affiliate_id = listed.affiliate_id and document.file = listed.file
        and not listed.is_kept
    where not exists (
        select 1
        from {{ source('documents', 'index_row') }} as named
        where named._affiliate = present._affiliate and named._source_file = present.file
    )
    group by present._affiliate, present.file, present.rows
) as counted
where counted.was_read <> counted.landed or counted.landed <> counted.told
