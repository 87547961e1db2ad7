-- One row per client: race and ethnicity (5.4), veteran status, and whether the Social Security number can be one (11.6), from
-- the HMIS row changed last. Clients with the same number have the same `ssn_group`.
with newest as (
    select
        client.*, link.client_id,
        row_number() over (
            partition by link.client_id order by client.date_updated desc nulls last, client.affiliate_id, client.personal_id
        ) as nth
    from {{ ref('hmis_client') }} as client
    inner join {{ source('record', 'identity_link') }} as link on client.record_key = link.record_key
    where not client.is_deleted
)

select
    client_id, {{ lsa_race_ethnicity('newest') }} as race_ethnicity, veteran_status, {{ lsa_ssn_valid('newest') }} as ssn_valid,
    dense_rank() over (order by ssn) as ssn_group, affiliate_id, personal_id, source_file, source_line
from newest
where nth = 1
