select
    cast(null as text) as service_id,
    cast(null as text) as client_id,
    cast(null as text) as record_key,
    cast(null as text) as enrollment_id,
    cast(null as text) as affiliate_id,
    cast(null as text) as program_id,
    cast(null as date) as service_date,
    cast(null as text) as service_type,
    cast(null as double precision) as quantity,
    cast(null as text) as unit,
    cast(null as text) as provider,
    cast(null as text) as source,
    cast(null as text) as source_file,
    cast(null as bigint) as source_line
where false
