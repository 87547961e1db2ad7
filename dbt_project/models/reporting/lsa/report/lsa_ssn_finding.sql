-- Social Security numbers of reported clients that are missing, cannot be, or belong to several clients (11.6).
with shared as (
    select client.ssn_group, client.ssn_valid
    from {{ ref('lsa_person') }} as person
    inner join {{ ref('lsa_client') }} as client on person.client_id = client.client_id
    where client.ssn_valid = 1
    group by client.ssn_group, client.ssn_valid
    having count(*) > 1
)

select
    case
        when shared.ssn_group is not null then 'ssn_shared'
        when client.ssn_valid = 4 then 'ssn_four_digits'
        when client.ssn_valid = 9 then 'ssn_not_provided'
        else 'ssn_missing_or_invalid'
    end as finding,
    client.client_id, client.ssn_group
from {{ ref('lsa_client') }} as client
left join shared on client.ssn_group = shared.ssn_group and client.ssn_valid = shared.ssn_valid
where
    (client.ssn_valid <> 1 or shared.ssn_group is not null)
    and exists (select 1 from {{ ref('lsa_reported_stay') }} as stay where stay.client_id = client.client_id)
