-- Each code of a note that a good answer of a survey cannot stand beside: what was so up to `mismatch_days` before the
-- survey and was not taken back, or came to light up to `mismatch_days_after` after it. What a note says weeks later is
-- news. `raised_note_id` names the note of an unanswered danger that the code is one thing with.
with settings as (
    select
        cast({{ setting_number('mismatch_days', 14) }} as integer) as days_before,
        cast({{ setting_number('mismatch_days_after', 7) }} as integer) as days_after
    from {{ ref('as_of') }}
),

worrying as (
    select *
    from {{ ref('code') }}
    where note_date is not null and (is_risk or level <= 2 or (skill = 'survey-sentiment' and code = 'negative'))
),

-- what says that all is well again: of a rubric, of how somebody is doing, of one risk
good_word as (
    select client_id, skill, cast(null as text) as code, note_date
    from {{ ref('code') }}
    where level > 2 or (skill = 'survey-sentiment' and code = 'positive')

    union all

    select client_id, skill, code, note_date
    from {{ ref('risk_denied') }}
),

held_against as (
    select
        assessment.assessment_id,
        assessment.outcome_id,
        assessment.outcome_title,
        assessment.client_id,
        assessment.affiliate_id,
        assessment.program_id,
        assessment.assessed_on,
        assessment.item,
        assessment.score,
        assessment.skill as outcome_skill,
        assessment.source_file,
        assessment.source_line,
        code.note_id,
        code.note_date,
        code.code_id,
        code.skill,
        code.code,
        code.code_title,
        code.is_risk,
        code.quote,
        code.quote_start,
        code.quote_end,
        code.confidence
    from {{ ref('scored_assessment') }} as assessment
    cross join settings
    inner join worrying as code
        on assessment.client_id = code.client_id
        and code.note_date >= {{ days_after('assessment.assessed_on', '-settings.days_before') }}
        and code.note_date <= {{ days_after('assessment.assessed_on', 'settings.days_after') }}
        -- held against the skill of the outcome (a rubric, or how the client is doing) and the risks it names; an
        -- outcome that names neither against any risk
        and (
            code.skill = assessment.skill
            or (
                code.is_risk
                and case
                    when assessment.risks_json is null then assessment.skill is null
                    else {{ json_list_holds('assessment.risks_json', 'code.code') }}
                end
            )
        )
    where assessment.is_good
),

standing as (
    select *
    from held_against
    where not exists (
        select 1
        from good_word
        where
            good_word.client_id = held_against.client_id
            and (
                (good_word.code is null and good_word.skill = held_against.outcome_skill)
                or (good_word.skill = held_against.skill and good_word.code = held_against.code)
            )
            -- between the two: it was over before the survey was asked, or began after it
            and good_word.note_date >= least(held_against.note_date, held_against.assessed_on)
            and good_word.note_date <= greatest(held_against.note_date, held_against.assessed_on)
            and good_word.note_date <> held_against.note_date
    )
),

-- the same words, or the same code, of a note that tells of a danger nobody has answered
in_danger as (
    select
        standing.code_id,
        min(danger.raised_note_id) as raised_note_id
    from standing
    inner join {{ ref('told_danger') }} as danger
        on standing.note_id = danger.note_id
        and (
            (standing.skill = danger.skill and standing.code = danger.code)
            or (standing.quote_start < danger.quote_end and danger.quote_start < standing.quote_end)
        )
    where danger.raised_note_id is not null
    group by standing.code_id
)

select
    standing.*,
    in_danger.raised_note_id
from standing
left join in_danger on standing.code_id = in_danger.code_id
