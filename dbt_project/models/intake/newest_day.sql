{# The newest day that each file speaks of. One that lies far after those of all other files is doubtful: a slip of the
   pen, or a file of another time. Systems stamp some days themselves; what people typed only speaks for or against those. -#}
with stamped as (
    select 'hmis' as source, affiliate_id, source_file as file, cast(export_date as date) as day
    from {{ ref('hmis_export') }}
    union all
    select 'crm', affiliate_id, source_file, cast(last_modified_date as date)
    from {{ ref('crm_contact') }}
    union all
    select 'crm', affiliate_id, source_file, cast(last_modified_date as date)
    from {{ ref('crm_case_note') }}
    union all
    select 'forms', _affiliate, _source_file, {{ safe_date('submitted_at') }}
    from {{ source('forms', 'submission') }}
    union all
    select 'forms', _affiliate, _source_file, {{ safe_date('_exported_at') }}
    from {{ source('forms', 'submission') }}
),

typed as (
    select 'hmis' as source, affiliate_id, source_file as file, entry_date as day
    from {{ ref('hmis_enrollment') }}
    union all
    select 'hmis', affiliate_id, source_file, cast(date_updated as date)
    from {{ ref('hmis_enrollment') }}
    union all
    select 'crm', affiliate_id, source_file, delivery_date
    from {{ ref('crm_service_delivery') }}
),

newest as (
    select source, affiliate_id, file, max(day) as day, true as is_stamped
    from stamped
    where day is not null
    group by source, affiliate_id, file

    union all

    -- a day ahead of all that systems stamped is a slip
    select source, affiliate_id, file, max(day) as day, false as is_stamped
    from typed
    where day <= coalesce((select max(day) from stamped), date '9999-12-31')
    group by source, affiliate_id, file
),

beside as (
    select
        newest.*,
        lag(day) over (order by day, case when is_stamped then 1 else 0 end, file, affiliate_id) as day_before
    from newest
)

select
    source,
    affiliate_id,
    file,
    day,
    is_stamped,
    coalesce({{ days_between('day_before', 'day') }} > 92, false) as is_far
from beside
