-- Active households in each group of projects: status (6.3), move-in (6.4), geography (6.5), living situation (6.6),
-- destination (6.7) and populations (6.8). A group that did not serve the household has no row.
with served as (
    select
        household.*,
        active.hh_chronic, active.hh_vet, active.hh_disability, active.hh_fleeing_dv, active.hh_adult_age, active.hh_parent,
        active.ac3_plus,
        case
            when household.lsa_project_type in {{ lsa_types_of('est') }} then 'est'
            when household.lsa_project_type in {{ lsa_types_of('rrh') }} then 'rrh'
            when household.lsa_project_type in {{ lsa_types_of('psh') }} then 'psh'
            else 'rrhso'
        end as project_group,
        place.geography_type,
        {{ lsa_living_situation('household', 'stay') }} as living_situation
    from {{ ref('lsa_hhid') }} as household
    inner join {{ ref('lsa_active_household') }} as active on household.household_id = active.household_id
    inner join {{ ref('lsa_hmis_enrollment') }} as stay on household.stay_id = stay.stay_id
    left join {{ ref('lsa_project_coc') }} as place
        on household.affiliate_id = place.affiliate_id and household.project_id = place.project_id
    where household.is_active
),

ranked as (
    select
        *,
        row_number() over (
            partition by head_client_id, active_hh_type, project_group
            order by exit_date desc nulls first, entry_date desc, stay_id
        ) as nth_last,
        row_number() over (
            partition by head_client_id, active_hh_type, project_group order by entry_date, stay_id
        ) as nth_first
    from served
)

select
    ranked.head_client_id, ranked.active_hh_type as hh_type, ranked.project_group,
    case when min(ranked.entry_date) < min(request.report_start) then 10 else 20 end
    + case when bool_or(ranked.exit_date is null) then 1 else 2 end as status,
    case
        when max(ranked.move_in_date) is null then 0
        when max(ranked.move_in_date) >= min(request.report_start) then 1
        else 2
    end as move_in,
    max(case when ranked.nth_last = 1 then ranked.geography_type end) as geography,
    max(case when ranked.nth_first = 1 then ranked.living_situation end) as living_sit,
    max(case when ranked.nth_last = 1 and ranked.exit_date is not null then ranked.exit_destination else -1 end) as destination,
    max(case when ranked.hh_chronic = 1 then 1 else 0 end) as chronic,
    max(ranked.hh_vet) as vet,
    max(ranked.hh_disability) as disability,
    coalesce(min(nullif(ranked.hh_fleeing_dv, 0)), 0) as fleeing_dv,
    max(ranked.ac3_plus) as ac3_plus,
    {{ lsa_first_adult_age('ranked.hh_adult_age') }} as adult_age,
    max(ranked.hh_parent) as parent,
    max(case when ranked.is_in_residence then 1 else 0 end) as air
from ranked
cross join {{ ref('lsa_request') }} as request
group by ranked.head_client_id, ranked.active_hh_type, ranked.project_group
