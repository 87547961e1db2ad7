select
    cast(null as text) as program_link_id,
    cast(null as text) as source,
    cast(null as text) as affiliate_id,
    cast(null as text) as source_program_id,
    cast(null as text) as source_program,
    cast(null as text) as program_id,
    cast(null as integer) as project_type
where false
