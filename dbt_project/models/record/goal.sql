select
    cast(null as text) as goal_id,
    cast(null as text) as plan_id,
    cast(null as text) as client_id,
    cast(null as text) as affiliate_id,
    cast(null as text) as program_id,
    cast(null as text) as goal_text,
    cast(null as text) as category,
    cast(null as text) as status,
    cast(null as date) as opened_on,
    cast(null as date) as target_on,
    cast(null as date) as closed_on,
    cast(null as date) as last_reviewed_on,
    cast(null as text) as case_manager,
    cast(null as text) as source,
    cast(null as text) as source_file,
    cast(null as bigint) as source_line
where false
