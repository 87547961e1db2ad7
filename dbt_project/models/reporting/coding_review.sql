-- What share of the codes behind each report's numbers a person confirmed.
with used as (
    select
        report,
        count(distinct code_id) as codes,
        count(distinct note_id) as notes,
        count(distinct client_id) as clients,
        count(distinct case when review_status = 'accepted' then code_id end) as confirmed_codes
    from {{ ref('evidence') }}
    where role in ('counted', 'base') and code_id is not null
    group by report
)

select
    report.report_id as report,
    cast(coalesce(used.codes, 0) as integer) as codes,
    cast(coalesce(used.notes, 0) as integer) as notes,
    cast(coalesce(used.clients, 0) as integer) as clients,
    cast(coalesce(used.confirmed_codes, 0) as integer) as confirmed_codes,
    {{ settled('100.0 * used.confirmed_codes / used.codes') }} as confirmed_percent
from {{ source('framework', 'report') }} as report
left join used on report.report_id = used.report
