select
    cast(null as text) as household_id,
    cast(null as text) as affiliate_id,
    cast(null as text) as source,
    cast(null as integer) as household_size
where false
