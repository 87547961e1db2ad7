-- The tables each report has, by its kind and version.
select distinct project.report_id, project.version, project.period_start, project.period_end, layout.*
from {{ ref('hud_project') }} as project
inner join {{ ref('hud_table') }} as layout
    on strpos('|' || layout.kinds || '|', '|' || project.kind || '|') > 0
    and strpos('|' || layout.versions || '|', '|' || project.version || '|') > 0
