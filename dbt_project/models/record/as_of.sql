select
    cast(null as date) as as_of
where false
