-- Where a client is known: which affiliate holds a record of theirs, and in which programs there.
select client_id, affiliate_id, cast(null as text) as program_id
from {{ ref('client_link') }}
union
select client_id, affiliate_id, program_id
from {{ ref('measure_fact') }}
union
select client_id, affiliate_id, program_id
from {{ ref('missing') }}
union
select client_id, affiliate_id, program_id
from {{ ref('unusual') }}
where affiliate_id is not null
