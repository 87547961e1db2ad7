select
    cast(null as text) as consent_id,
    cast(null as text) as client_id,
    cast(null as text) as affiliate_id,
    cast(null as text) as scope,
    cast(null as boolean) as is_granted,
    cast(null as date) as given_on,
    cast(null as date) as expires_on,
    cast(null as text) as source,
    cast(null as text) as source_file,
    cast(null as bigint) as source_line
where false
