{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Every day somebody was in touch with a client or sent them on to others, in whatever program, and what for, by its name.
select
    client_id,
    service_date as contact_date,
    case when unit = 'referral' or lower(service_type) like '%referr%' then 'referral' else 'service' end as contact_type,
    service_id as contact_id,
    service_type as about
from {{ ref('service') }}
where service_date is not null

union all

select client_id, note_date as contact_date, 'note' as contact_type, note_id as contact_id, cast(null as text) as about
from {{ ref('case_note') }}
-- that a letter came or a report was filed does not say that anybody saw the client that day
where note_date is not null and source <> 'documents'

union all

select distinct client_id, assessed_on as contact_date, 'assessment' as contact_type, assessment_id as contact_id, cast(null as text) as about
from {{ ref('assessment') }}
where assessed_on is not null

union all

-- coordinated entry: all its events send somebody on, but for problem solving, which is help
select
    stay.client_id,
    event.event_date as contact_date,
    case when event.event = 2 then 'service' else 'referral' end as contact_type,
    {{ record_key('hmis', 'event.affiliate_id', 'event.event_id') }} as contact_id,
    {{ hmis_event_name('event.event') }} as about
from {{ ref('hmis_event') }} as event
inner join {{ ref('enrollment') }} as stay
    on {{ record_key('hmis', 'event.affiliate_id', 'event.enrollment_id') }} = stay.enrollment_id
where not event.is_deleted and event.event_date is not null

union all

-- what street outreach writes down of each contact
select
    stay.client_id,
    seen.information_date as contact_date,
    'outreach' as contact_type,
    {{ record_key('hmis', 'seen.affiliate_id', 'seen.current_living_sit_id') }} as contact_id,
    cast(null as text) as about
from {{ ref('hmis_current_living_situation') }} as seen
inner join {{ ref('enrollment') }} as stay
    on {{ record_key('hmis', 'seen.affiliate_id', 'seen.enrollment_id') }} = stay.enrollment_id
where not seen.is_deleted and seen.information_date is not null
