{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Follow-up by rule: who was asked, and who answered.
with asked as (
    select
        follow_up.*,
        right('00' || cast(months as text), 3) || '_months' as label,
        'After ' || cast(months as text) || case when months = 1 then ' month' else ' months' end as label_title
    from {{ ref('follow_up') }} as follow_up
)

select {{ fact('asked_again', "'follow_up'", 'follow_up_id', 'due_on', label='label', label_title='label_title',
    source_line='null') }}
from asked

union all

select {{ fact('answered_again', "'follow_up'", 'follow_up_id', 'due_on', label='label', label_title='label_title',
    source_line='null') }}
from asked
where is_answered
