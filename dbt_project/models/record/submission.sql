select
    cast(null as text) as submission_id,
    cast(null as text) as submission_key,
    cast(null as text) as client_id,
    cast(null as text) as record_key,
    cast(null as text) as affiliate_id,
    cast(null as text) as form,
    cast(null as text) as program_id,
    cast(null as text) as enrollment_id,
    cast(null as date) as enrollment_entry_date,
    cast(null as date) as enrollment_exit_date,
    cast(null as date) as submitted_on,
    cast(null as text) as stage,
    cast(null as text) as case_manager
where false
