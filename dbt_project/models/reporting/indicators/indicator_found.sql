-- What conditions of mixed indicators are about: codes and services of the days up to that of the score, of the same
-- affiliate and program. What another place wrote would tell its readers where else the client is.
select
    asked.asked_id,
    wanted.position,
    wanted.least,
    'note' as record_type,
    code.note_id as record_id,
    code.note_date as event_date,
    code.label_title as title,
    code.source_file,
    code.source_line,
    code.note_id,
    code.code_id,
    code.quote
from {{ ref('indicator_asked') }} as asked
inner join {{ source('framework', 'indicator_condition') }} as wanted
    on asked.indicator_id = wanted.indicator_id and wanted.kind = 'code'
inner join {{ ref('labelled_code') }} as code
    on wanted.wanted = code.label
    and asked.client_id = code.client_id
    and asked.affiliate_id = code.affiliate_id
    and coalesce(asked.program_id, '') = coalesce(code.program_id, asked.program_id, '')
    and {{ days_between('code.note_date', 'asked.assessed_on') }} between 0 and wanted.days

union all

select
    asked.asked_id,
    wanted.position,
    wanted.least,
    'service' as record_type,
    service.service_id as record_id,
    service.service_date as event_date,
    service.service_type as title,
    service.source_file,
    service.source_line,
    cast(null as text) as note_id,
    cast(null as text) as code_id,
    cast(null as text) as quote
from {{ ref('indicator_asked') }} as asked
inner join {{ source('framework', 'indicator_condition') }} as wanted
    on asked.indicator_id = wanted.indicator_id and wanted.kind = 'service'
inner join {{ ref('service') }} as service
    on wanted.wanted = {{ slug('service.service_type') }}
    and asked.client_id = service.client_id
    and asked.affiliate_id = service.affiliate_id
    and coalesce(asked.program_id, '') = coalesce(service.program_id, asked.program_id, '')
    and {{ days_between('service.service_date', 'asked.assessed_on') }} between 0 and wanted.days
