{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- What the notes say, code by code, each with its quote.
with code as (
    select * from {{ ref('labelled_code') }}
    where note_date is not null
)

select {{ fact('notes_written', "'note'", 'note_id', 'note_date', note_id='note_id') }}
from {{ ref('case_note') }}
where note_date is not null

union all

select {{ fact('note_code', "'note'", 'note_id', 'note_date', value='level', label='label', label_title='label_title',
    note_id='note_id', code_id='code_id', quote='quote') }}
from code

union all

select {{ fact('risk_flags', "'note'", 'note_id', 'note_date', label='label', label_title='label_title',
    note_id='note_id', code_id='code_id', quote='quote') }}
from code
where is_risk

union all

select {{ fact('note_level', "'note'", 'score.note_id', 'score.note_date', value='score.level', label='score.skill',
    label_title='score.skill_title', note_id='score.note_id', code_id='score.code_id', quote='score.quote',
    client_id='score.client_id', affiliate_id='score.affiliate_id', program_id='score.program_id',
    source_file='code.source_file', source_line='code.source_line') }}
from {{ ref('score') }} as score
inner join code on score.code_id = code.code_id
