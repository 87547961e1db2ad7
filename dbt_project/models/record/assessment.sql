select
    cast(null as text) as assessment_id,
    cast(null as text) as client_id,
    cast(null as text) as record_key,
    cast(null as text) as affiliate_id,
    cast(null as text) as program_id,
    cast(null as text) as enrollment_id,
    cast(null as text) as instrument,
    cast(null as text) as item,
    cast(null as text) as stage,
    cast(null as date) as assessed_on,
    cast(null as double precision) as score,
    cast(null as text) as value,
    cast(null as text) as source,
    cast(null as text) as source_file,
    cast(null as bigint) as source_line
where false
