select
    cast(null as text) as program_id,
    cast(null as text) as name,
    cast(null as boolean) as is_configured
where false
