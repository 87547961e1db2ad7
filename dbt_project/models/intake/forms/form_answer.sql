with submissions as (
    {{ latest_submissions() }}
),

answers as (
    select answer.*
    from {{ source('forms', 'answer') }} as answer
    inner join submissions
        on answer._affiliate = submissions._affiliate and answer.submission_row_id = submissions._row_id
),

labels as (
    select table_name, lower(field) as field_name, lower(label) as label_text, min(code) as code
    from {{ source('framework', 'dictionary_code') }}
    where source = 'forms'
    group by table_name, lower(field), lower(label)
),

known as (
    select
        answers._affiliate as affiliate_id,
        answers.submission_key,
        answers.form,
        coalesce(answers.repeat_path, '') as repeat_path,
        coalesce(cast(answers.repeat_index as integer), 0) as repeat_index,
        answers.field,
        trim(answers.value) as value,
        described.maps_to,
        coalesce(described.type, 'text') as type,
        coalesce(chosen.label, given.label) as label,
        coalesce(chosen.score, given.score) as code_score,
        {{ safe_number('answers.value') }} as number_value,
        described.type = 'code' and chosen.code is null and given.code is null as is_unknown_code,
        answers._source_file as source_file,
        answers._source_line as source_line
    from answers
    left join {{ source('framework', 'dictionary_field') }} as described
        on described.source = 'forms' and described.table_name = answers.form
        and lower(described.field) = lower(answers.field)
    left join {{ source('framework', 'dictionary_code') }} as chosen
        on chosen.source = 'forms' and chosen.table_name = answers.form
        and lower(chosen.field) = lower(answers.field) and chosen.code = trim(answers.value)
    left join labels
        on labels.table_name = answers.form and labels.field_name = lower(answers.field)
        and labels.label_text = lower(trim(answers.value)) and chosen.code is null
    left join {{ source('framework', 'dictionary_code') }} as given
        on given.source = 'forms' and given.table_name = labels.table_name
        and lower(given.field) = labels.field_name and given.code = labels.code
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
