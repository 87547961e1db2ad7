with submissions as (
    {{ latest_submissions() }}
),

answers as (
    select answer.*
    from {{ source('forms', 'answer') }} as answer
    inner join submissions
        on answer._affiliate = submissions._affiliate and answer.submission_row_id = submissions._row_id
),

{# Within a repeat the dictionary writes the path before the field: goals/goal_text. #}
placed as (
    select
        answers.*,
        coalesce(repeat_path, '') as path,
        lower(case when coalesce(repeat_path, '') = '' then field else repeat_path || '/' || field end) as field_path
    from answers
    where value is not null
),

described as (
    select
        placed.*,
        trim(placed.value) as answer_value,
        coalesce(by_path.field, by_name.field) as dictionary_field,
        coalesce(by_path.maps_to, by_name.maps_to) as maps_to,
        coalesce(by_path.type, by_name.type, 'text') as type
    from placed
    left join {{ source('framework', 'dictionary_field') }} as by_path
        on by_path.source = 'forms' and by_path.table_name = placed.form and lower(by_path.field) = placed.field_path
    left join {{ source('framework', 'dictionary_field') }} as by_name
        on by_name.source = 'forms' and by_name.table_name = placed.form and lower(by_name.field) = lower(placed.field)
        and by_path.field is null
),

codes as (
    select table_name, field, code, label, score, lower(code) as written_as
    from {{ source('framework', 'dictionary_code') }}
    where source = 'forms'
    union all
    select table_name, field, min(code) as code, min(label) as label, min(score) as score, lower(label) as written_as
    from {{ source('framework', 'dictionary_code') }} as labelled
    where source = 'forms' and not exists (
        select 1
        from {{ source('framework', 'dictionary_code') }} as coded
        where coded.source = 'forms' and coded.table_name = labelled.table_name and coded.field = labelled.field
            and lower(coded.code) = lower(labelled.label)
    )
    group by table_name, field, lower(label)
),

known as (
    select
        described._affiliate as affiliate_id,
        described.submission_key,
        described.form,
        described.path as repeat_path,
        coalesce(cast(described.repeat_index as integer), 0) as repeat_index,
        described.field,
        described.answer_value as value,
        described.maps_to,
        described.type,
        codes.label,
        codes.score as code_score,
        {{ safe_number('described.answer_value') }} as number_value,
        described.type = 'code' and codes.code is null as is_unknown_code,
        described._source_file as source_file,
        described._source_line as source_line
    from described
    left join codes
        on codes.table_name = described.form and codes.field = described.dictionary_field
        and codes.written_as = lower(described.answer_value)
)

select
    affiliate_id,
    submission_key,
    submission_key || case when repeat_path = '' then '' else '#' || repeat_path || '/' || repeat_index end
        as instance_key,
    form,
    repeat_path,
    repeat_index,
    field,
    value,
    maps_to,
    label,
    coalesce(label, value) as answer,
    case when maps_to like 'assessment.%' or type in ('integer', 'decimal')
        then coalesce(code_score, number_value) else code_score end as score,
    case
        when type in ('date', 'datetime') and {{ safe_date('value') }} is null then 'is not a date that can be read'
        when type in ('integer', 'decimal') and number_value is null then 'is not a number'
        when type = 'boolean' and {{ safe_boolean('value') }} is null then 'is neither yes nor no'
        when is_unknown_code then 'is not among the allowed codes'
    end as problem,
    source_file,
    source_line
from known
