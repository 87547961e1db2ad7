{# What the numbers of a code list or of a list of programs stand for, as its own table says. #}
select
    answer._affiliate as affiliate_id,
    answer.form,
    submission.submission_id as code,
    min(trim(answer.value)) as label
from {{ source('forms', 'answer') }} as answer
inner join {{ source('framework', 'dictionary_field') }} as field
    on field.source = 'forms' and answer.form = field.table_name and lower(answer.field) = lower(field.field)
inner join {{ ref('form_version') }} as version
    on answer._affiliate = version.affiliate_id and answer.submission_row_id = version.row_id
inner join {{ source('forms', 'submission') }} as submission on version.row_id = submission._row_id
where field.maps_to in ('code.label', 'program.name') and version.standing in ('newest', 'over')
    and answer.value is not null
group by answer._affiliate, answer.form, submission.submission_id
