-- The one LSA that is asked for (3.1): period, Continuum of Care and scope (1 systemwide, 2 chosen projects, 3 HIC).
select
    report.report_id,
    report.period_start as report_start,
    report.period_end as report_end,
    report.coc,
    case
        when report.kind = 'hic' then 3
        when exists (
            select 1 from {{ source('framework', 'hud_report_project') }} as wanted
            where wanted.report_id = report.report_id and wanted.project_id is not null
        ) then 2
        else 1
    end as scope,
    {{ years_earlier('report.period_start', 7) }} as lookback_date
from {{ source('framework', 'hud_report') }} as report
where report.kind in ('lsa', 'hic')
