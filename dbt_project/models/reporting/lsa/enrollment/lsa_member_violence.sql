-- What each enrollment says of domestic violence (DVStatus of 3.4): the gravest of its answers while it lasted.
select
    member.stay_id,
    min(
        case
            when answer.domestic_violence_survivor = 1 and answer.currently_fleeing = 1 then 1
            when answer.domestic_violence_survivor = 1 and answer.currently_fleeing = 0 then 2
            when answer.domestic_violence_survivor = 1 then 3
            when answer.domestic_violence_survivor = 0 then 10
            when answer.domestic_violence_survivor in (8, 9) then 98
        end
    ) as dv_status
from {{ ref('lsa_member_stay') }} as member
inner join {{ ref('lsa_hmis_enrollment') }} as stay on member.stay_id = stay.stay_id
cross join {{ ref('lsa_request') }} as request
inner join {{ ref('hmis_health_and_dv') }} as answer
    on stay.affiliate_id = answer.affiliate_id and stay.enrollment_id = answer.enrollment_id
where
    not answer.is_deleted
    and answer.information_date <= request.report_end
    and answer.information_date >= member.entry_date
    and coalesce(answer.information_date <= member.exit_date, true)
group by member.stay_id
