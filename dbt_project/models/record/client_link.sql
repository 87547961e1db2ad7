select
    cast(null as text) as record_key,
    cast(null as text) as client_id,
    cast(null as text) as source,
    cast(null as text) as affiliate_id,
    cast(null as text) as native_id,
    cast(null as integer) as cluster_size,
    cast(null as double precision) as match_probability,
    cast(null as text) as linked_by,
    cast(null as text) as evidence,
    cast(null as text) as resolved_in
where false
