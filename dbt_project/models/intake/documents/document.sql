{# Documents that lie in their folders now. -#}
select
    document._row_id as document_row_id,
    document._affiliate as affiliate_id,
    document.document_id as file,
    lower(document.document_id) as file_key,
    lower(document.container) as container_key,
    {{ attachment_name('document.document_id') }} as name_key,
    cast(document.part as integer) as part,
    document.kind,
    document.title,
    document.author,
    cast({{ safe_timestamp('document.written_at') }} as date) as written_on,
    cast(document.page_count as integer) as page_count,
    document.words_sha256,
    document.document_text,
    document.named_system,
    document.named_client_id,
    document._source_file as source_file,
    document._source_line as source_line
from {{ source('documents', 'document') }} as document
inner join {{ source('documents', 'present_file') }} as present
    on document._affiliate = present._affiliate and document._source_file = present.file
    and document.file_sha256 = present.sha256
