select
    cast(null as text) as note_id,
    cast(null as text) as client_id,
    cast(null as text) as record_key,
    cast(null as text) as affiliate_id,
    cast(null as text) as program_id,
    cast(null as text) as enrollment_id,
    cast(null as date) as note_date,
    cast(null as text) as note_month,
    cast(null as text) as author,
    cast(null as text) as note_text,
    cast(null as text) as content_hash,
    cast(null as text) as source,
    cast(null as text) as source_file,
    cast(null as bigint) as source_line
where false
