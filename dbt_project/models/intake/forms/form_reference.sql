{# What each row refers to: by the numbers of its table's references, or by the client that staff noted on a form. -#}
with declared as (
    select
        reference._affiliate as affiliate_id,
        reference.submission_key,
        reference.position,
        reference.to_table,
        reference.to_table || '/' || reference.to_key as target,
        described.to_kind,
        described.fields
    from {{ source('forms', 'reference') }} as reference
    inner join {{ ref('form_version') }} as version
        on reference._affiliate = version.affiliate_id and reference.submission_row_id = version.row_id
    inner join {{ source('framework', 'dictionary_reference') }} as described
        on version.form = described.table_name and reference.position = described.position
    where version.standing in ('newest', 'over')
),

noted as (
    select
        affiliate_id,
        submission_key,
        max(case when maps_to = 'submission.client_ref' then answer end) as client_ref,
        max(case when maps_to = 'submission.client_ref' then field end) as field,
        coalesce(lower(max(case when maps_to = 'submission.client_ref_source' then answer end)), 'crm') as of_source
    from {{ ref('form_answer') }}
    where maps_to in ('submission.client_ref', 'submission.client_ref_source') and repeat_path = ''
    group by affiliate_id, submission_key
),

{# People of the organisation's own tables by their number, where one table alone has it. #}
own_person as (
    select
        target.affiliate_id, substr(target.target, length(target.to_table) + 2) as number, min(target.target) as target
    from {{ ref('form_target') }} as target
    inner join {{ source('framework', 'dictionary_table') }} as described
        on target.to_table = described.table_name and described.names_people
    where target.person_record is not null
    group by target.affiliate_id, substr(target.target, length(target.to_table) + 2)
    having count(*) = 1
)

select affiliate_id, submission_key, position, to_table, target, to_kind, fields from declared
union all
select
    noted.affiliate_id, noted.submission_key, 0 as position,
    case
        when {{ matches('noted.of_source', 'crm|salesforce') }} then 'crm/contact'
        when {{ matches('noted.of_source', 'hmis') }} then 'hmis/client'
        else 'forms'
    end as to_table,
    case
        when {{ matches('noted.of_source', 'crm|salesforce') }}
            then 'crm/contact/' || {{ salesforce_id('noted.client_ref') }}
        when {{ matches('noted.of_source', 'hmis') }} then 'hmis/client/' || noted.client_ref
        else coalesce(own_person.target, noted.client_ref)
    end as target,
    'person' as to_kind, noted.field as fields
from noted
left join own_person
    on noted.affiliate_id = own_person.affiliate_id and noted.client_ref = own_person.number
where noted.client_ref is not null
