{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- The last day somebody was in touch with a client, in whatever program.
select client_id, max(contact_date) as contact_date
from {{ ref('contact') }}
group by client_id
