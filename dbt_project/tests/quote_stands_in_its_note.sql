-- Every quote, as a code or as evidence, is found in its note at its offsets. A row here is a citation that lies.
select code.code_id
from {{ ref('code') }} as code
inner join {{ ref('case_note') }} as note on code.note_id = note.note_id
where code.quote <> substr(note.note_text, code.quote_start + 1, code.quote_end - code.quote_start)

union all

select evidence.code_id
from {{ ref('evidence') }} as evidence
left join {{ ref('code') }} as code on evidence.code_id = code.code_id
where evidence.code_id is not null and (code.code_id is null or code.quote <> evidence.quote)
