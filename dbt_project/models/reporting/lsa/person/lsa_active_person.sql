-- Clients of the active cohort (5.3) with what LSAPerson says of adults and heads of household (5.4), and the three years
-- in which their days on the street or in shelter are counted (5.5).
with active as (
    select
        enrollment.client_id,
        max(case when enrollment.active_age between 21 and 65 then 1 else 0 end)
        + max(case when enrollment.relationship_to_hoh = 1 then 2 else 0 end) as hoh_adult,
        max(enrollment.disability_status) as disability_status,
        min(enrollment.dv_status) as dv_status,
        max(
            case
                when enrollment.lsa_project_type = 1 then least(request.report_end, {{ days_after('enrollment.last_bed_night', 1) }})
                else coalesce(enrollment.exit_date, request.report_end)
            end
        ) as last_active
    from {{ ref('lsa_enrollment') }} as enrollment
    cross join {{ ref('lsa_request') }} as request
    where enrollment.is_active
    group by enrollment.client_id
),

conditions as (
    select
        active.*, client.race_ethnicity, client.veteran_status,
        {% for condition in ['hiv', 'smi', 'sud'] %}
        case when active.hoh_adult in (1, 3) then coalesce(found.{{ condition }}, -1) else -1 end as {{ condition }}{{ ',' if not loop.last }}
        {% endfor %}
    from active
    inner join {{ ref('lsa_client') }} as client on active.client_id = client.client_id
    left join {{ ref('lsa_condition') }} as found on active.client_id = found.client_id
)

select
    client_id, hoh_adult, race_ethnicity,
    case
        when hoh_adult in (0, 2) then -1
        when veteran_status in (0, 1) then veteran_status
        when veteran_status in (8, 9) then 98
        else 99
    end as vet_status,
    hiv, smi, sud,
    case
        when hoh_adult = 0 then -1
        when disability_status = 1 or 1 in (hiv, smi, sud) then 1
        else coalesce(disability_status, 99)
    end as disability_status,
    case
        when hoh_adult = 0 then -1
        when dv_status = 10 then 0
        else coalesce(dv_status, 99)
    end as dv_status,
    last_active,
    {{ days_after(years_earlier('last_active', 3), 1) }} as ch_start
from conditions
