select
    cast(null as text) as client_id,
    cast(null as date) as event_date,
    cast(null as text) as event_type,
    cast(null as text) as title,
    cast(null as text) as detail,
    cast(null as text) as affiliate_id,
    cast(null as text) as program_id,
    cast(null as text) as record_type,
    cast(null as text) as record_id
where false
