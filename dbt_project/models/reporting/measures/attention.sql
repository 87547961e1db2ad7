{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- What is missing and what is unusual, counted like everything else.
select {{ fact('missing_item', 'record_type', 'record_id', 'due_on', until_date='greatest(as_of, due_on)',
    value='days_overdue', label='kind', label_title=titled('kind'), detail='what') }}
from {{ ref('missing') }}
cross join {{ ref('as_of') }}

union all

select {{ fact('unusual_item', 'record_type', 'record_id', 'happened_on', label='kind', label_title=titled('kind'),
    note_id='note_id', code_id='code_id', quote='quote', detail='reason') }}
from {{ ref('unusual') }}
where happened_on is not null
