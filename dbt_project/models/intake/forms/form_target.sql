{# Every row that rows of tables may refer to by its number, with the person it is about where it says so by itself. -#}
with own as (
    select
        affiliate_id,
        coalesce(person_key, submission_key) as target,
        form as to_table,
        {{ record_key('forms', 'affiliate_id', 'min(submission_key)') }} as record_key,
        case
            when bool_or(makes_people)
                then {{ record_key('forms', 'affiliate_id', 'coalesce(person_key, submission_key)') }}
        end as person_record
    from {{ ref('form_version') }}
    where standing in ('newest', 'over')
    group by affiliate_id, form, coalesce(person_key, submission_key)
)

select affiliate_id, target, to_table, record_key, person_record from own
union all
select affiliate_id, 'hmis/client/' || personal_id, 'hmis/client', record_key, record_key
from {{ ref('hmis_client') }}
where not is_deleted
union all
select
    affiliate_id, 'hmis/enrollment/' || enrollment_id, 'hmis/enrollment',
    {{ record_key('hmis', 'affiliate_id', 'enrollment_id') }}, {{ record_key('hmis', 'affiliate_id', 'personal_id') }}
from {{ ref('hmis_enrollment') }}
where not is_deleted
union all
select affiliate_id, 'crm/contact/' || id, 'crm/contact', record_key, record_key
from {{ ref('crm_contact') }}
where not is_deleted
union all
select
    affiliate_id, 'crm/program_engagement/' || id, 'crm/program_engagement',
    {{ record_key('crm', 'affiliate_id', 'id') }}, {{ record_key('crm', 'affiliate_id', 'contact') }}
from {{ ref('crm_program_engagement') }}
where not is_deleted
