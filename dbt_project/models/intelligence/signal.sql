-- What does not fit: each row is one thing for a person to look at, in words, with the quote it stands on. A model a kind, in
-- signals/; what is one thing with something graver is left out there and named with it.
with signal as (
    {%- for kind in [
        'survey_note_mismatch', 'risk_not_escalated', 'screen_risk', 'instruction_in_note', 'drop_between_stages',
        'silence', 'stalled_goal',
    ] %}
    select * from {{ ref('signal_' ~ kind) }}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
)

select
    signal.signal || ':' || signal.subject as signal_id,
    signal.client_id,
    signal.affiliate_id,
    signal.program_id,
    coalesce(worker.case_manager, note.author, signal.case_manager) as case_manager,
    signal.signal,
    signal.signal_date,
    signal.reason,
    signal.note_id,
    signal.quote,
    signal.code_id,
    signal.survey_item,
    signal.survey_score,
    signal.record_type,
    signal.record_id,
    signal.severity,
    signal.source_file,
    signal.source_line
from signal
left join {{ ref('case_worker') }} as worker
    on signal.client_id = worker.client_id and signal.program_id = worker.program_id
left join {{ ref('case_note') }} as note on signal.note_id = note.note_id
