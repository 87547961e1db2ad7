-- Households that the LSA may be about (3.3, tlsa_HHID): those with exactly one head, with the dates that count for the
-- head's enrollment. What happened while the project did not operate or take part in HMIS is disregarded.
with head as (
    select
        stay.*,
        part.hmis_start,
        part.hmis_end,
        nights.first_bed_night,
        nights.last_bed_night,
        request.report_end,
        -- recorded later than the period
        case when stay.exit_date <= request.report_end then stay.exit_date end as exit_in_time,
        greatest(stay.operating_start_date, part.hmis_start) as counts_from,
        least(stay.operating_end_date, part.hmis_end) as counts_until,
        count(*) over (partition by stay.household_id) as heads
    from {{ ref('lsa_hmis_enrollment') }} as stay
    cross join {{ ref('lsa_request') }} as request
    left join {{ ref('lsa_participation') }} as part on stay.stay_id = part.stay_id
    left join {{ ref('lsa_household_night') }} as nights on stay.stay_id = nights.stay_id
    where stay.relationship_to_hoh = 1
),

relevant as (
    select head.*
    from head
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('hmis_organization') }} as organization
        on head.affiliate_id = organization.affiliate_id and head.organization_id = organization.organization_id
    where
        head.heads = 1
        and not organization.is_deleted
        and organization.victim_service_provider = 0
        and head.lsa_project_type in (0, 1, 2, 3, 8, 13, 15)
        and (head.project_type <> 13 or head.rrh_sub_type in (1, 2))
        and head.continuum_project = 1
        and head.operating_start_date <= request.report_end
        and (
            head.operating_end_date is null
            or (head.operating_end_date > request.lookback_date and head.operating_end_date > head.operating_start_date)
        )
        and head.enrollment_coc = request.coc
        and head.hmis_start is not null
        and head.entry_date <= request.report_end
        and coalesce(head.entry_date < head.operating_end_date, true)
        and coalesce(head.entry_date < head.hmis_end, true)
        and (
            head.exit_date is null
            or (
                head.exit_date > request.lookback_date
                and head.exit_date > head.entry_date
                and head.exit_date > head.hmis_start
                and head.exit_date > head.operating_start_date
            )
        )
        and (head.lsa_project_type <> 1 or head.last_bed_night is not null)
),

dated as (
    select
        *,
        case
            when lsa_project_type = 1 then first_bed_night
            when entry_date >= counts_from then entry_date
            else counts_from
        end as effective_entry_date,
        {{ lsa_household_move_in_date() }} as effective_move_in_date,
        {{ lsa_household_exit_date() }} as effective_exit_date
    from relevant
)

select
    household_id, stay_id, affiliate_id, project_id, lsa_project_type,
    client_id as head_client_id,
    effective_entry_date as entry_date,
    effective_move_in_date as move_in_date,
    case when effective_exit_date <= report_end then effective_exit_date end as exit_date,
    last_bed_night,
    entry_date as recorded_entry_date,
    exit_date as recorded_exit_date,
    destination,
    destination_subsidy_type
from dated
