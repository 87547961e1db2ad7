{# Whom each row is about and in which stay, by what it refers to: straight, or by way of other rows (a note of a stay of a
   participant). Where several references lead there, the first declared counts. -#}
with recursive link as (
    select
        reference.affiliate_id, reference.submission_key, reference.position, reference.target, target.person_record,
        case reference.to_table
            when 'hmis/enrollment' then 'hmis/client' when 'crm/program_engagement' then 'crm/contact'
            else reference.to_table
        end as person_table,
        case when reference.to_kind = 'stay' then target.record_key end as stay_record
    from {{ ref('form_reference') }} as reference
    inner join {{ ref('form_target') }} as target
        on reference.affiliate_id = target.affiliate_id and reference.target = target.target
    where reference.to_kind not in ('program', 'code list')
),

reached as (
    select affiliate_id, submission_key, position, person_record, person_table, stay_record
    from link
    where person_record is not null
    union
    select
        link.affiliate_id, link.submission_key, link.position, reached.person_record, reached.person_table,
        coalesce(link.stay_record, reached.stay_record) as stay_record
    from link
    inner join reached on link.affiliate_id = reached.affiliate_id and link.target = reached.submission_key
    where link.person_record is null
),

numbered as (
    select
        reached.*,
        row_number() over (
            partition by affiliate_id, submission_key order by position, {{ in_byte_order('person_record') }}
        ) as place,
        row_number() over (
            partition by affiliate_id, submission_key
            order by case when stay_record is null then 1 else 0 end, position, {{ in_byte_order('stay_record') }}
        ) as stay_place,
        min(person_record) over same_table <> max(person_record) over same_table as is_of_two
    from reached
    window same_table as (partition by affiliate_id, submission_key, person_table)
)

select
    affiliate_id,
    submission_key,
    max(case when place = 1 then person_record end) as person_record,
    max(case when stay_place = 1 then stay_record end) as stay_record,
    bool_or(is_of_two) as is_contradictory
from numbered
group by affiliate_id, submission_key
