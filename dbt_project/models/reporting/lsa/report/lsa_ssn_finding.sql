-- Social Security numbers of reported clients that are missing, cannot be, or belong to several clients (11.6).
with reported as (
    select person.client_id, person.ssn_valid, client.ssn
    from {{ ref('lsa_person') }} as person
    inner join {{ ref('lsa_client') }} as client on person.client_id = client.client_id
    where exists (select 1 from {{ ref('lsa_reported_stay') }} as stay where stay.client_id = person.client_id)
),

shared as (
    select client.ssn
    from {{ ref('lsa_person') }} as person
    inner join {{ ref('lsa_client') }} as client on person.client_id = client.client_id
    where person.ssn_valid = 1
    group by client.ssn
    having count(*) > 1
)

select
    case reported.ssn_valid when 4 then 'ssn_four_digits' when 9 then 'ssn_not_provided' else 'ssn_missing_or_invalid' end as finding,
    reported.client_id, reported.ssn
from reported
where reported.ssn_valid in (0, 4, 9)
union all
select 'ssn_shared', reported.client_id, reported.ssn
from reported
inner join shared on reported.ssn = shared.ssn
where reported.ssn_valid = 1
