-- Which open goal a note of a setback, or of no progress, speaks of. The sentence, and the titles of the codes that stand in
-- it, are held against the words of each kind of goal (framework.goal_kind); where they do not tell, it is of no goal.
with open_goal as (
    select
        goal.goal_id,
        goal.client_id,
        goal.opened_on,
        coalesce(by_category.kind, by_text.kind) as kind
    from {{ ref('goal') }} as goal
    left join (
        {{ kind_of_goal('category') }}
    ) as by_category on goal.goal_id = by_category.goal_id
    left join (
        {{ kind_of_goal('goal_text') }}
    ) as by_text on goal.goal_id = by_text.goal_id
    where goal.status = 'open'
),

-- a setback with the rest of its sentence
setback as (
    select
        code.*,
        {{ replace_pattern("substr(note.note_text, 1, code.quote_start)", '^(.|\n)*[.!?\n]', '') }} as before_quote,
        {{ replace_pattern("substr(note.note_text, code.quote_end + 1)", '[.!?\n](.|\n)*$', '') }} as after_quote
    from {{ ref('code') }} as code
    inner join {{ ref('case_note') }} as note on code.note_id = note.note_id
    where code.skill = 'goal-progress' and code.code in ('no_progress', 'setback') and code.note_date is not null
),

-- the titles of what other skills found in the sentence
titled as (
    select
        setback.code_id,
        string_agg(distinct other.code_title, ' ' order by other.code_title) as titles
    from setback
    inner join {{ ref('code') }} as other
        on setback.note_id = other.note_id
        and other.skill <> setback.skill
        and other.level is null
        and other.quote_start < setback.quote_end + length(setback.after_quote)
        and other.quote_end > setback.quote_start - length(setback.before_quote)
    group by setback.code_id
),

sentence as (
    select
        setback.code_id,
        {{ words_apart("setback.before_quote || setback.quote || setback.after_quote || coalesce(' ' || titled.titles, '')") }} as words
    from setback
    left join titled on setback.code_id = titled.code_id
),

-- words of several kinds ("class": of school, of parenting) speak of either
heard as (
    select sentence.code_id, entry.phrase, entry.kind
    from sentence
    inner join {{ source('framework', 'goal_kind') }} as entry
        on strpos(sentence.words, {{ words_apart('entry.phrase') }}) > 0
),

heard_in_all as (
    select code_id, count(distinct phrase) as phrases
    from heard
    group by code_id
),

-- the kinds that every word found speaks of
fitting as (
    select heard.code_id, heard.kind
    from heard
    inner join heard_in_all on heard.code_id = heard_in_all.code_id
    group by heard.code_id, heard.kind, heard_in_all.phrases
    having count(distinct heard.phrase) = heard_in_all.phrases
),

candidate as (
    select
        setback.code_id,
        setback.note_id,
        setback.note_date,
        setback.code,
        setback.code_title,
        setback.quote,
        setback.confidence,
        goal.goal_id,
        goal.kind
    from setback
    inner join fitting on setback.code_id = fitting.code_id
    inner join open_goal as goal
        on setback.client_id = goal.client_id and fitting.kind = goal.kind and setback.note_date >= goal.opened_on
),

latest as (
    select
        candidate.*,
        row_number() over (
            partition by candidate.goal_id
            order by candidate.note_date desc, candidate.confidence desc, {{ in_byte_order('candidate.code_id') }}
        ) as place
    from candidate
    where not exists (
        -- it may be either
        select 1
        from candidate as other
        where other.code_id = candidate.code_id and other.kind <> candidate.kind
    )
)

select goal_id, note_id, note_date, code, code_title, quote
from latest
where place = 1
