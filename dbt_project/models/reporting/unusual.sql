-- The signals that a person should look at, as the Unusual report lists them.
select
    signal_id as unusual_id,
    signal as kind,
    client_id,
    affiliate_id,
    program_id,
    case_manager,
    signal_date as happened_on,
    reason,
    note_id,
    quote,
    code_id,
    survey_item,
    survey_score,
    record_type,
    record_id,
    severity,
    source_file,
    source_line
from {{ ref('signal') }}
