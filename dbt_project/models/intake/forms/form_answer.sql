with answers as (
    select answer.*, version.person_key
    from {{ source('forms', 'answer') }} as answer
    inner join {{ ref('form_version') }} as version
        on answer._affiliate = version.affiliate_id and answer.submission_row_id = version.row_id
    where version.standing in ('newest', 'over')
),

{# What was read of an answer at the door (a date, a number, text without tags) stands for it. -#}
described as (
    select
        answers.*,
        coalesce(answers.repeat_path, '') as path,
        trim(coalesce(answers.reading, answers.value)) as answer_value,
        dictionary.field as dictionary_field,
        dictionary.maps_to,
        dictionary.position,
        coalesce(dictionary.type, 'text') as type
    from answers
    left join {{ source('framework', 'dictionary_field') }} as dictionary
        on dictionary.source = 'forms' and dictionary.table_name = answers.form
        and dictionary.field = answers.described
    where answers.value is not null
),

codes as (
    select table_name, field, code, label, score, {{ compared('code') }} as written_as
    from {{ source('framework', 'dictionary_code') }}
    where source = 'forms'
    union all
    select table_name, field, min(code) as code, min(label) as label, min(score) as score,
        {{ compared('label') }} as written_as
    from {{ source('framework', 'dictionary_code') }} as labelled
    where source = 'forms' and not exists (
        select 1
        from {{ source('framework', 'dictionary_code') }} as coded
        where coded.source = 'forms' and coded.table_name = labelled.table_name and coded.field = labelled.field
            and {{ compared('coded.code') }} = {{ compared('labelled.label') }}
    )
    group by table_name, field, {{ compared('label') }}
),

{# Fields whose answers are those of a screen. The screen's words say what was answered; a number does where the
   dictionary gives it as a score, or lists no codes at all. #}
screen_item as (
    select item.item, screen.title as screen_title
    from {{ source('framework', 'screen_item') }} as item
    inner join {{ source('framework', 'screen') }} as screen on item.screen = screen.screen
),

{# Fields that name a row of a code list: its label is the answer. #}
listed_field as (
    select table_name, lower(field) as field, min(to_table) as to_table
    from {{ source('framework', 'dictionary_reference') }}
    where to_kind = 'code list'
    group by table_name, lower(field)
),

coded_field as (
    select distinct table_name, field from {{ source('framework', 'dictionary_code') }} where source = 'forms'
),

read as (
    select
        described.*,
        codes.code,
        coalesce(codes.label, form_code.label) as label,
        codes.score as code_score,
        {{ safe_number('described.reading') }} as number_value,
        screen_item.item as screen_item,
        screen_item.screen_title,
        case when screen_item.item is not null then {{ answer_words('codes.label') }} end as label_words,
        case when screen_item.item is not null then {{ answer_words('described.answer_value') }} end as value_words,
        case when screen_item.item is not null then {{ unnumbered('described.answer_value') }} end as short_words,
        case
            when screen_item.item is null then null
            when codes.code is not null then codes.score
            when coded_field.field is null then {{ safe_number('described.reading') }}
        end as screen_number
    from described
    left join codes
        on codes.table_name = described.form and codes.field = described.dictionary_field
        and codes.written_as = {{ compared('described.answer_value') }}
    left join listed_field
        on described.form = listed_field.table_name and lower(described.dictionary_field) = listed_field.field
    left join {{ ref('form_code') }} as form_code
        on described._affiliate = form_code.affiliate_id and listed_field.to_table = form_code.form
        and {{ without_point('described.answer_value') }} = form_code.code
    left join screen_item on described.maps_to = 'assessment.' || screen_item.item
    left join coded_field
        on described.form = coded_field.table_name and described.dictionary_field = coded_field.field
),

known as (
    select
        read._affiliate as affiliate_id,
        read.submission_key,
        read.person_key,
        read.form,
        read.path as repeat_path,
        coalesce(cast(read.repeat_index as integer), 0) as repeat_index,
        read.field,
        coalesce(read.part, 1) as part,
        read.answer_value as value,
        read.maps_to,
        read.position,
        read.type,
        read.label,
        read.code_score,
        read.number_value,
        read.type = 'code' and read.code is null as is_unknown_code,
        read.screen_title,
        coalesce(by_label.points, by_value.points, by_short.points, by_number.points) as points,
        coalesce(by_label.is_no_answer, by_value.is_no_answer, by_short.is_no_answer, false) as says_none,
        read._source_file as source_file,
        read._source_line as source_line
    from read
    {% for name in ['label', 'value', 'short'] %}
    left join {{ source('framework', 'screen_choice') }} as by_{{ name }}
        on read.screen_item = by_{{ name }}.item and read.{{ name }}_words = by_{{ name }}.words
    {% endfor %}
    left join {{ source('framework', 'screen_choice') }} as by_number
        on read.screen_item = by_number.item and read.screen_number = by_number.number
),

{# Consents that are ticked in a column where others of the file say yes or no in words, or given under a header that
   speaks of refusal too: what is meant is asked. #}
consented as (
    select
        known.*,
        maps_to = 'consent.granted' and {{ is_tick('value') }}
        and bool_or(maps_to = 'consent.granted' and {{ is_consent_in_words('value') }})
            over (partition by affiliate_id, form, field, source_file) as is_tick_beside_words,
        maps_to = 'consent.granted' and {{ safe_boolean('value') }} and {{ is_headed_both('field') }} as is_under_both
    from known
)

select
    affiliate_id,
    submission_key,
    submission_key || case when repeat_path = '' then '' else '#' || repeat_path || '/' || repeat_index end
        as instance_key,
    person_key,
    form,
    repeat_path,
    repeat_index,
    field,
    part,
    value,
    maps_to,
    position,
    label,
    coalesce(label, value) as answer,
    case
        when screen_title is not null then points
        when (maps_to like 'assessment.%' and not is_unknown_code) or type in ('integer', 'decimal')
            then coalesce(code_score, number_value)
        else code_score
    end as score,
    screen_title is not null and points is null and says_none as is_no_answer,
    case
        when screen_title is not null
            then case
                when points is null and not says_none then 'is no answer of ' || screen_title || ', so it gives no points'
            end
        when type in ('date', 'datetime') and {{ safe_date('value') }} is null then 'is not a date that can be read'
        when type in ('integer', 'decimal') and number_value is null then 'is not a number'
        when type = 'boolean' and {{ safe_boolean('value') }} is null then 'is neither yes nor no'
        when is_unknown_code then 'is not among the allowed codes'
        when is_tick_beside_words then 'is a tick, where other rows say it in words, so it is not taken for consent'
        when is_under_both
            then 'stands under a header that speaks of consent and of refusal, so it is not taken for consent'
    end as problem,
    coalesce(is_tick_beside_words or is_under_both, false) as is_doubtful_consent,
    source_file,
    source_line
from consented
