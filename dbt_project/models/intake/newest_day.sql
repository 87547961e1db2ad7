{# The newest day that each file speaks of, and whether anything else speaks of that time. What systems stamped can set
   today; what people typed speaks for or against it, up to the day that a system stamped. -#}
{% set near = 92 -%}
with given as (
    select 'hmis' as source, affiliate_id, 'hmis' as kind, source_file as file, cast(export_date as date) as day,
        true as is_stamped
    from {{ ref('hmis_export') }}
    union all
    select 'hmis', affiliate_id, 'hmis', source_file, cast(date_updated as date), true
    from {{ ref('hmis_enrollment') }}
    union all
    select 'hmis', affiliate_id, 'hmis', source_file, entry_date, false
    from {{ ref('hmis_enrollment') }}
    union all
    select 'crm', affiliate_id, 'crm', source_file, cast(last_modified_date as date), true
    from {{ ref('crm_contact') }}
    union all
    select 'crm', affiliate_id, 'crm', source_file, cast(last_modified_date as date), true
    from {{ ref('crm_case_note') }}
    union all
    select 'crm', affiliate_id, 'crm', source_file, delivery_date, false
    from {{ ref('crm_service_delivery') }}
    union all
    select 'forms', _affiliate, form, _source_file, {{ safe_date('submitted_at') }}, true
    from {{ source('forms', 'submission') }}
    union all
    select 'forms', _affiliate, form, _source_file, {{ safe_date('_exported_at') }}, true
    from {{ source('forms', 'submission') }}
),

{# A system's exports are one witness, however many files and nights they are. #}
witnessed as (
    select
        source, affiliate_id, file, day, is_stamped,
        source || ':' || coalesce(affiliate_id, '') || ':' || coalesce(kind, '') as witness,
        {{ days_between("date '1900-01-01'", 'day') }} as day_number,
        max(case when is_stamped then day end)
            over (partition by source, affiliate_id, kind) as last_stamped
    from given
    where day is not null
),

daily as (
    select source, affiliate_id, file, witness, day, day_number, is_stamped
    from witnessed
    where is_stamped or day <= coalesce(last_stamped, day)
    group by source, affiliate_id, file, witness, day, day_number, is_stamped
),

{# Days and not rows are counted: one update of a whole table is one day. #}
beside as (
    select
        witness, day_number,
        min(witness) over around <> max(witness) over around as is_with_others,
        count(*) over (
            partition by witness order by day_number range between {{ near }} preceding and current row
        ) as own_lately,
        case
            when day_number - lag(day_number) over (partition by witness order by day_number) <= {{ near }} then 0
            else 1
        end as is_first
    from (select distinct witness, day_number from daily) as spoken
    window around as (order by day_number range between {{ near }} preceding and {{ near }} following)
),

stretched as (
    select beside.*, sum(is_first) over (partition by witness order by day_number) as stretch
    from beside
),

{# A system that goes on alone still speaks of its own days, as long as no quarter of a year lies between them: they lead
   up to a time of which others speak too, or are more than any other has. #}
weighed as (
    select
        stretched.*,
        max(case when is_with_others then 1 else 0 end) over (partition by witness, stretch) = 1 as is_joined,
        count(*) over (partition by witness, stretch) as days
    from stretched
),

judged as (
    select
        daily.source, daily.affiliate_id, daily.file, daily.day, daily.is_stamped,
        weighed.is_with_others
        or (
            weighed.own_lately >= 3
            and (weighed.is_joined or weighed.days = (select max(other.days) from weighed as other))
        ) as is_supported
    from daily
    inner join weighed on daily.witness = weighed.witness and daily.day_number = weighed.day_number
),

newest as (
    select
        source, affiliate_id, file,
        max(day) as newest,
        max(case when is_stamped then day end) as stamped,
        max(case when is_stamped and is_supported then day end) as supported
    from judged
    group by source, affiliate_id, file
)

select
    source, affiliate_id, file,
    newest as day,
    stamped,
    supported,
    coalesce(stamped > (select max(supported) from newest), false) as is_far
from newest
