{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Mixed indicators: who was asked, who met one, and who would have by the score alone or by the notes alone. What speaks
-- for or against a client stands beside the score, each with its record.
with found as (
    select
        found.*, told.client_id, told.affiliate_id, told.program_id, told.indicator_id, told.indicator_title,
        told.assessed_on, told.is_met
    from {{ ref('indicator_found') }} as found
    inner join {{ ref('indicator_told') }} as told on found.asked_id = told.asked_id
)

{%- set said = [
    ('indicator_asked', 'true'), ('indicator', 'is_met'), ('indicator_by_score', 'score_says'),
    ('indicator_by_notes', 'notes_say'),
] %}
{% for measure, holds in said %}
select {{ fact(measure, "'assessment'", 'assessment_id', 'assessed_on', value='score', label='indicator_id',
    label_title='indicator_title', detail='sentence', asked_id='asked_id') }}
from {{ ref('indicator_told') }}
where {{ holds }}

union all
{% endfor %}
{% for measure, holds in [('indicator_asked', 'true'), ('indicator', 'is_met and least > 0')] %}
-- of the day of the score, so that it stands in the same period
select {{ fact(measure, 'record_type', 'record_id', 'assessed_on', label='indicator_id', label_title='indicator_title',
    detail="title || ' on ' || " ~ day_in_words('event_date'), note_id='note_id', code_id='code_id', quote='quote',
    asked_id='asked_id') }}
from found
where {{ holds }}
{{ 'union all' if not loop.last }}
{% endfor %}
