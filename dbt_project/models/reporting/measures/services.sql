{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- What was done for clients.
select {{ fact('services_delivered', "'service'", 'service_id', 'service_date', value='quantity',
    label=slug("coalesce(service_type, 'unnamed')"), label_title="coalesce(service_type, 'Unnamed service')",
    detail="unit") }}
from {{ ref('service') }}
where service_date is not null
