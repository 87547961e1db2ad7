with hmis as (
    select
        {{ record_key('hmis', 'service.affiliate_id', 'service.services_id') }} as service_id,
        stay.client_id, stay.record_key, stay.enrollment_id, service.affiliate_id, stay.program_id,
        service.date_provided as service_date,
        coalesce(kind.label, service.other_type_provided, service.moving_on_other_type, 'Service') as service_type,
        coalesce(service.fa_amount, 1) as quantity,
        case
            when service.fa_amount is not null then 'USD'
            when service.record_type = 200 then 'night'
            when service.record_type = 161 then 'referral'
            else 'service'
        end as unit,
        cast(null as text) as provider, 'hmis' as source, service.source_file, service.source_line
    from {{ ref('hmis_service') }} as service
    inner join {{ ref('enrollment') }} as stay
        on stay.enrollment_id = {{ record_key('hmis', 'service.affiliate_id', 'service.enrollment_id') }}
    left join {{ ref('hmis_service_type') }} as kind
        on service.record_type = kind.record_type and service.type_provided = kind.type_provided
    where not service.is_deleted
),

{# A session the client missed is no service. #}
crm as (
    select
        {{ record_key('crm', 'delivery.affiliate_id', 'delivery.id') }} as service_id,
        link.client_id, link.record_key, stay.enrollment_id, delivery.affiliate_id,
        coalesce(stay.program_id, program.program_id) as program_id, delivery.delivery_date as service_date,
        coalesce(kind.name, 'Service') as service_type, coalesce(delivery.quantity, 1) as quantity,
        lower(coalesce(delivery.unit_of_measurement, kind.unit_of_measurement, 'service')) as unit,
        delivery.service_provider as provider, 'crm' as source, delivery.source_file, delivery.source_line
    from {{ ref('crm_service_delivery') }} as delivery
    inner join {{ ref('client_link') }} as link
        on link.record_key = {{ record_key('crm', 'delivery.affiliate_id', 'delivery.contact') }}
    left join {{ ref('enrollment') }} as stay
        on stay.enrollment_id = {{ record_key('crm', 'delivery.affiliate_id', 'delivery.program_engagement') }}
    left join {{ ref('crm_service') }} as kind
        on delivery.affiliate_id = kind.affiliate_id and delivery.service = kind.id
    left join {{ ref('program_link') }} as program
        on program.source = 'crm' and kind.affiliate_id = program.affiliate_id
        and kind.program = program.source_program_id
    where not delivery.is_deleted and coalesce(lower(delivery.attendance_status), 'present') not like '%absent%'
        and coalesce(lower(delivery.attendance_status), 'present') not like '%absence%'
),

{# Of a table with a column a thing given, cells are services, and the row that they stand in is none. #}
of_cells as (
    select table_name
    from {{ source('framework', 'dictionary_field') }}
    where source = 'forms' and field = '(what)'
),

forms as (
    select
        submission.submission_id as service_id,
        submission.client_id, submission.record_key, submission.enrollment_id, submission.affiliate_id,
        submission.program_id, coalesce(answer.service_date, submission.submitted_on) as service_date,
        coalesce(answer.service_type, 'Service') as service_type, coalesce(answer.quantity, 1) as quantity,
        coalesce(lower(answer.unit), 'service') as unit,
        coalesce(answer.provider, submission.case_manager) as provider, 'forms' as source,
        answer.source_file, answer.source_line
    from {{ ref('submission') }} as submission
    inner join (
        select
            {{ record_key('forms', 'affiliate_id', 'instance_key') }} as submission_id,
            max(case when maps_to = 'service.date' then {{ safe_date('value') }} end) as service_date,
            max(case when maps_to = 'service.type' then answer end) as service_type,
            max(case when maps_to = 'service.quantity' then {{ safe_number('value') }} end) as quantity,
            max(case when maps_to = 'service.unit' then answer end) as unit,
            max(case when maps_to = 'service.provider' then answer end) as provider,
            max(case when maps_to = 'service.attended' then lower(answer) end) as attended,
            bool_or(field = '(what)') as is_cell,
            min(source_file) as source_file,
            min(source_line) as source_line
        from {{ ref('form_answer') }}
        where maps_to like 'service.%'
        group by affiliate_id, instance_key
    ) as answer on submission.submission_id = answer.submission_id
    left join of_cells on submission.form = of_cells.table_name
    where (answer.is_cell or of_cells.table_name is null)
        and coalesce(answer.service_date, submission.submitted_on) is not null
        and not {{ matches("coalesce(answer.attended, 'present')", '^(no|n|false|f|0|absent.*|.*absence.*|no.?show.*|missed.*|cancel.*)$') }}
),

given as (
    select * from hmis
    union all
    select * from crm
    union all
    select * from forms
)

select
    given.service_id, given.client_id, given.record_key, given.enrollment_id, given.affiliate_id, given.program_id,
    given.service_date, coalesce(mapped.value, given.service_type) as service_type, given.quantity, given.unit,
    given.provider, given.source, given.source_file, given.source_line
from given
left join {{ source('framework', 'value_map') }} as mapped
    on mapped.field = 'service_type' and {{ compared('mapped.source_value') }} = {{ compared('given.service_type') }}
