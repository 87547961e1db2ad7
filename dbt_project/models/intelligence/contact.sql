{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Every day somebody was in touch with a client, in whatever program: a service, a note, an assessment.
select client_id, service_date as contact_date, 'service' as contact_type, service_id as contact_id
from {{ ref('service') }}
where service_date is not null

union all

select client_id, note_date as contact_date, 'note' as contact_type, note_id as contact_id
from {{ ref('case_note') }}
where note_date is not null

union all

select distinct client_id, assessed_on as contact_date, 'assessment' as contact_type, assessment_id as contact_id
from {{ ref('assessment') }}
where assessed_on is not null
