{# What each row refers to: by the numbers of its table's references, or by the client that staff noted on a form. -#}
with without_zeros as (
    select
        affiliate_id, to_table, ltrim(substr(target, length(to_table) + 2), '0') as number, min(target) as target
    from {{ ref('form_target') }}
    where {{ matches("substr(target, length(to_table) + 2)", '^[0-9]+$') }}
    group by affiliate_id, to_table, ltrim(substr(target, length(to_table) + 2), '0')
    having count(distinct target) = 1
),

{# A number without the zeros before it, which spreadsheets cut, is the one that has them, where one alone does; never the
   other way round: 0007 is not 7. #}
declared as (
    select
        reference._affiliate as affiliate_id,
        reference.submission_key,
        reference.position,
        reference.to_table,
        coalesce(exact.target, without_zeros.target, reference.to_table || '/' || reference.to_key) as target,
        exact.target is null and without_zeros.target is not null as lacks_zeros,
        described.to_kind,
        described.fields
    from {{ source('forms', 'reference') }} as reference
    inner join {{ ref('form_version') }} as version
        on reference._affiliate = version.affiliate_id and reference.submission_row_id = version.row_id
    inner join {{ source('framework', 'dictionary_reference') }} as described
        on version.form = described.table_name and reference.position = described.position
    left join {{ ref('form_target') }} as exact
        on reference._affiliate = exact.affiliate_id and reference.to_table = exact.to_table
        and exact.target = reference.to_table || '/' || reference.to_key
    left join without_zeros
        on reference._affiliate = without_zeros.affiliate_id and reference.to_table = without_zeros.to_table
        and without_zeros.number = reference.to_key
    where version.standing in ('newest', 'over')
),

{# A row that tells of a person nothing but a number notes that person too. #}
noted as (
    select
        affiliate_id,
        submission_key,
        coalesce(
            max(case when maps_to = 'submission.client_ref' then answer end),
            case when count(distinct maps_to) = 1 then max(case when maps_to = 'person.other_id' then answer end) end
        ) as client_ref,
        coalesce(max(case when maps_to = 'submission.client_ref' then field end), max(field)) as field,
        lower(max(case when maps_to = 'submission.client_ref_source' then answer end)) as of_source,
        count(case when maps_to = 'submission.client_ref' then 1 end) = 0 as is_number_alone
    from {{ ref('form_answer') }}
    where (maps_to like 'submission.client_ref%' or maps_to like 'person.%') and repeat_path = ''
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
),

{# Where a form does not say whose number it is, it is Salesforce's, or else that of the organisation's own tables. #}
told as (
    select
        noted.affiliate_id, noted.submission_key, noted.client_ref, noted.field, own_person.target as own_target,
        case
            when noted.is_number_alone then 'forms'
            when {{ matches('noted.of_source', 'crm|salesforce') }} then 'crm/contact'
            when {{ matches('noted.of_source', 'hmis') }} then 'hmis/client'
            when noted.of_source is not null then 'forms'
            when own_person.target is not null and contact.target is null then 'forms'
            else 'crm/contact'
        end as to_table
    from noted
    left join own_person
        on noted.affiliate_id = own_person.affiliate_id and noted.client_ref = own_person.number
        and noted.submission_key <> own_person.target
    left join {{ ref('form_target') }} as contact
        on noted.affiliate_id = contact.affiliate_id
        and contact.target = 'crm/contact/' || {{ salesforce_id('noted.client_ref') }}
    where noted.client_ref is not null and (own_person.target is not null or not noted.is_number_alone)
)

select affiliate_id, submission_key, position, to_table, target, to_kind, fields, lacks_zeros from declared
union all
select
    affiliate_id, submission_key, 0 as position, to_table,
    case to_table
        when 'crm/contact' then 'crm/contact/' || {{ salesforce_id('client_ref') }}
        when 'hmis/client' then 'hmis/client/' || client_ref
        else coalesce(own_target, client_ref)
    end as target,
    'person' as to_kind, field as fields, false as lacks_zeros
from told
