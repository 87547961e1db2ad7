-- A survey says that all is well and a note says otherwise. One row a client and day of asking; none where all that
-- speaks against it is raised as a danger already.
with nearest as (
    select
        *,
        row_number() over (
            partition by client_id, assessed_on
            order by
                case when skill = outcome_skill then 0 else 1 end,
                abs({{ days_between('assessed_on', 'note_date') }}),
                note_date,
                confidence desc,
                {{ in_byte_order('code_id') }},
                {{ in_byte_order('outcome_id') }},
                {{ in_byte_order('assessment_id') }}
        ) as place
    from {{ ref('contradiction') }}
    where raised_note_id is null
)

select
    'survey_note_mismatch' as signal,
    assessment_id || ':' || outcome_id as subject,
    client_id,
    affiliate_id,
    program_id,
    cast(null as text) as case_manager,
    assessed_on as signal_date,
    'The survey says ' || outcome_title || ' ' || {{ in_words('score') }} || ' on ' || {{ day_in_words('assessed_on') }}
    || ', but a note of '
    || case
        when note_date = assessed_on then 'the same day'
        when note_date < assessed_on
            then {{ day_in_words('note_date') }} || ', ' || {{ counted_noun(days_between('note_date', 'assessed_on'), 'day', 'days') }} || ' before it,'
        else {{ day_in_words('note_date') }} || ', ' || {{ counted_noun(days_between('assessed_on', 'note_date'), 'day', 'days') }} || ' after it,'
    end
    || ' was coded "' || code_title || '".' as reason,
    note_id,
    quote,
    code_id,
    'assessment' as record_type,
    assessment_id as record_id,
    item as survey_item,
    score as survey_score,
    case when is_risk then 3 else 2 end as severity,
    source_file,
    source_line
from nearest
where place = 1
