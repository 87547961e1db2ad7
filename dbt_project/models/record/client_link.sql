select
    link.record_key,
    link.client_id,
    person.source,
    person.affiliate_id,
    person.native_id,
    case when strpos(link.record_key, '#also/') > 0 then person.person_ref end as part_of,
    cast(link.cluster_size as integer) as cluster_size,
    cast(link.match_probability as double precision) as match_probability,
    link.linked_by,
    link.evidence,
    link.shared_with,
    cast(link.resolved_in as text) as resolved_in
from {{ source('record', 'identity_link') }} as link
inner join {{ ref('source_person') }} as person on link.record_key = person.record_key
