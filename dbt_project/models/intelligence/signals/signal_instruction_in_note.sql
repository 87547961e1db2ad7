-- A note that gives orders to a machine.
select
    'instruction_in_note' as signal,
    note.note_id as subject,
    note.client_id,
    note.affiliate_id,
    note.program_id,
    cast(null as text) as case_manager,
    note.note_date as signal_date,
    'The note holds text that reads like an instruction to a machine. It was coded like any other note; '
    || 'look how it came there.' as reason,
    note.note_id,
    cast(null as text) as quote,
    cast(null as text) as code_id,
    'note' as record_type,
    note.note_id as record_id,
    cast(null as text) as survey_item,
    cast(null as double precision) as survey_score,
    2 as severity,
    note.source_file,
    note.source_line
from {{ ref('case_note') }} as note
where exists (
    select 1
    from {{ source('intelligence', 'note_coding') }} as coding
    where
        coding.note_id = note.note_id
        and coding.content_hash = note.content_hash
        and coding.flagged_instruction
)
