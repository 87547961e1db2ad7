select
    cast(null as text) as household_id,
    cast(null as text) as client_id,
    cast(null as text) as relationship
where false
