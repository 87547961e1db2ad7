select
    cast(null as text) as plan_id,
    cast(null as text) as client_id,
    cast(null as text) as affiliate_id,
    cast(null as text) as program_id,
    cast(null as date) as opened_on,
    cast(null as date) as review_due_on,
    cast(null as text) as case_manager,
    cast(null as text) as source,
    cast(null as text) as source_file,
    cast(null as bigint) as source_line
where false
