-- Who was served in each group of projects, for the data quality part of the upload: whether they left, and to a destination that
-- nobody knows. The last stay of a person in the group decides.
with served as (
    select
        stay.report_id, stay.client_id, stay.stay_id, stay.exit_date, stay.destination,
        case
            when stay.project_type in (0, 1, 8) then 'ESSH' when stay.project_type = 2 then 'TH'
            when stay.project_type in (3, 9, 10) then 'PSHOPH' when stay.project_type = 13 then 'RRH' else 'StOutreach'
        end as project_group,
        stay.entry_date
    from {{ ref('spm_stay') }} as stay
    left join (
        select report_id, stay_id, max(night) as last_night from {{ ref('spm_bed_night') }} group by report_id, stay_id
    ) as bed on stay.report_id = bed.report_id and stay.stay_id = bed.stay_id
    where
        coalesce(stay.exit_date >= stay.period_start, true)
        and (stay.project_type <> 1 or stay.exit_date is not null or bed.last_night >= stay.period_start)
),

ranked as (
    select
        *,
        row_number() over (partition by report_id, project_group, client_id order by entry_date desc, stay_id desc) as nth
    from served
)

select
    report_id, project_group, client_id, stay_id, exit_date is not null as is_leaver,
    exit_date is not null and coalesce(destination in (8, 9, 30, 99), true) as is_destination_unknown
from ranked
where nth = 1
