-- Conditions of adults in residence (HIV, SMI and SUD of 5.4): 1 where one of their enrollments in residence says so.
select
    enrollment.client_id,
    max(case when condition.disability_type = 8 and condition.disability_response = 1 then 1 else 0 end) as hiv,
    max(
        case
            when condition.disability_type = 9 and condition.disability_response = 1 and condition.indefinite_and_impairs = 1
                then 1
            else 0
        end
    ) as smi,
    max(
        case
            when condition.disability_type = 10 and condition.disability_response in (1, 2, 3) and condition.indefinite_and_impairs = 1
                then 1
            else 0
        end
    ) as sud
from {{ ref('lsa_enrollment') }} as enrollment
cross join {{ ref('lsa_request') }} as request
inner join {{ ref('lsa_hmis_enrollment') }} as stay on enrollment.stay_id = stay.stay_id
left join {{ ref('hmis_disability') }} as condition
    on stay.affiliate_id = condition.affiliate_id
    and stay.enrollment_id = condition.enrollment_id
    and not condition.is_deleted
    and condition.information_date <= request.report_end
where enrollment.is_in_residence
group by enrollment.client_id
