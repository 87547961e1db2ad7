-- Every question of every screen that a form asked about a client, with its points, or why it has none.
with asked_by_form as (
    select distinct
        field.table_name as form,
        item.screen,
        item.item
    from {{ source('framework', 'dictionary_field') }} as field
    inner join {{ source('framework', 'screen_item') }} as item on field.maps_to = 'assessment.' || item.item
    where field.source = 'forms'
),

given as (
    select
        assessment.assessment_id,
        submission.submission_id,
        submission.submission_key,
        submission.affiliate_id,
        item.screen,
        item.item,
        assessment.score as points,
        assessment.value,
        assessment.is_no_answer,
        assessment.source_file,
        assessment.source_line
    from {{ ref('assessment') }} as assessment
    inner join {{ source('framework', 'screen_item') }} as item on assessment.item = item.item
    inner join {{ ref('submission') }} as submission on assessment.submission_id = submission.submission_id
),

-- a form that asks a screen and came back without an answer to it is a blank one; a repeat of it is none
taken as (
    select distinct submission_id, screen from given
    union
    select distinct
        submission.submission_id,
        form.screen
    from {{ ref('submission') }} as submission
    inner join asked_by_form as form on submission.form = form.form
    where
        submission.submission_id
        = {{ record_key('forms', 'submission.affiliate_id', 'submission.submission_key') }}
        and not exists (
            select 1
            from given
            where
                given.submission_key = submission.submission_key
                and given.affiliate_id = submission.affiliate_id
                and given.screen = form.screen
        )
),

answered as (
    select
        taken.submission_id,
        taken.screen,
        item.item,
        item.title,
        item.position,
        item.lowest_points,
        asked_by_form.item is not null as is_on_form,
        given.points,
        given.value,
        given.is_no_answer,
        given.assessment_id,
        coalesce(given.source_file, form.source_file) as source_file,
        coalesce(given.source_line, form.source_line) as source_line
    from taken
    inner join {{ ref('submission') }} as submission on taken.submission_id = submission.submission_id
    inner join {{ source('framework', 'screen_item') }} as item on taken.screen = item.screen
    left join given on taken.submission_id = given.submission_id and item.item = given.item
    left join asked_by_form on submission.form = asked_by_form.form and item.item = asked_by_form.item
    left join {{ ref('form_submission') }} as form
        on submission.affiliate_id = form.affiliate_id and submission.submission_key = form.submission_key
),

-- whether the answers before it say that a question is to be asked
asked_condition as (
    {{ condition_truth('answered', 'asked') }}
),

to_be_asked as (
    {{ rule_truth('asked_condition') }}
)

select
    answered.submission_id || '#' || answered.item as screen_answer_id,
    answered.submission_id,
    submission.client_id,
    answered.screen,
    answered.item,
    answered.title,
    answered.position,
    case
        when answered.points is not null then 'answered'
        when coalesce(to_be_asked.truth, 2) = 0 and answered.value is null then 'skipped'
        when answered.is_no_answer then 'declined'
        when answered.value is not null then 'unreadable'
        when not answered.is_on_form then 'not on form'
        else 'blank'
    end as status,
    case
        when answered.points is null and answered.value is null and coalesce(to_be_asked.truth, 2) = 0
            then answered.lowest_points
        else answered.points
    end as points,
    answered.value,
    answered.assessment_id,
    answered.source_file,
    answered.source_line
from answered
inner join {{ ref('submission') }} as submission on answered.submission_id = submission.submission_id
left join to_be_asked
    on answered.submission_id = to_be_asked.submission_id and to_be_asked.rule = 'asked:' || answered.item
