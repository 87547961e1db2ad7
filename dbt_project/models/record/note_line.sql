{# Where each line of a note begins that was a document: what leads a quote to its page. #}
select
    note.note_id,
    cast(line.line_start as integer) as line_start,
    cast(line.page as integer) as source_page,
    line._source_line as source_line,
    line.speaker,
    line.said_at
from {{ source('documents', 'line') }} as line
inner join {{ ref('document_note') }} as note on line.document_row_id = note.document_row_id
where note.outcome = 'placed'
