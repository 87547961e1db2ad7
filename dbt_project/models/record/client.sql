select
    cast(null as text) as client_id,
    cast(null as text) as first_name,
    cast(null as text) as last_name,
    cast(null as date) as dob,
    cast(null as text) as sex,
    cast(null as text) as race_ethnicity,
    cast(null as text) as gender,
    cast(null as boolean) as veteran,
    cast(null as text) as phone,
    cast(null as text) as email,
    cast(null as text) as zip,
    cast(null as integer) as source_count,
    cast(null as integer) as record_count,
    cast(null as integer) as affiliate_count,
    cast(null as date) as first_seen,
    cast(null as boolean) as is_anonymous
where false
