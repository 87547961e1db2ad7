{# What systems stamped themselves comes first: a day that a person typed may be a slip into the future. -#}
with stamped as (
    select cast(export_date as date) as day from {{ ref('hmis_export') }}
    union all
    select cast(last_modified_date as date) as day from {{ ref('crm_contact') }}
    union all
    select cast(last_modified_date as date) as day from {{ ref('crm_case_note') }}
    union all
    select {{ safe_date('submitted_at') }} as day from {{ source('forms', 'submission') }}
    union all
    select {{ safe_date('_exported_at') }} as day from {{ source('forms', 'submission') }}
),

typed as (
    select greatest(max(entry_date), date '1900-01-01') as day from {{ ref('hmis_enrollment') }}
    union all
    select greatest(max(delivery_date), date '1900-01-01') as day from {{ ref('crm_service_delivery') }}
)

select coalesce(
    (select max({{ safe_date('value') }}) from {{ source('framework', 'setting') }} where name = 'as_of'),
    (select max(day) from stamped),
    (select max(day) from typed)
) as as_of
