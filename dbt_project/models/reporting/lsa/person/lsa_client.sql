-- One row per client: race and ethnicity (5.4), veteran status and Social Security number, from the HMIS row changed last.
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
    client_id, {{ lsa_race_ethnicity('newest') }} as race_ethnicity, veteran_status, ssn, ssn_data_quality, affiliate_id,
    personal_id, source_file, source_line
from newest
where nth = 1
