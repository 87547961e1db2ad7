-- Each code that a coder gives a note, held against what the others say who have read the same words by the same skill: it
-- is disputed where one of them does not give it, agreed where all do who are several.
with given as (
    select distinct note_id, skill, code, value, coder
    from {{ ref('code_said') }}
    where status = 'present'
),

compared as (
    select
        given.note_id,
        given.skill,
        given.code,
        given.value,
        count(*) as givers,
        readers.coders
    from given
    inner join (select distinct note_id, skill, coders from {{ ref('reading_compared') }}) as readers
        on given.note_id = readers.note_id and given.skill = readers.skill
    group by given.note_id, given.skill, given.code, given.value, readers.coders
),

-- what those say who do not give it: another level, that the note denies it or leaves it open, or nothing
instead as (
    select
        disputed.note_id,
        disputed.skill,
        disputed.code,
        disputed.value,
        reading.coder,
        max(case when said.status = 'present' then said.value end) as other_level,
        max(case when said.code = disputed.code and said.status <> 'present' then said.status end) as other_status,
        -- the words of what is said above: a level's first
        coalesce(
            min(case when said.status = 'present' and said.value is not null then said.quote end),
            min(case when said.code = disputed.code and said.status <> 'present' then said.quote end)
        ) as other_quote
    from compared as disputed
    inner join {{ ref('reading_compared') }} as reading
        on disputed.note_id = reading.note_id and disputed.skill = reading.skill
    left join given as agrees
        on disputed.note_id = agrees.note_id
        and disputed.skill = agrees.skill
        and disputed.code = agrees.code
        and coalesce(disputed.value, '') = coalesce(agrees.value, '')
        and reading.coder = agrees.coder
    left join {{ ref('code_said') }} as said
        on disputed.note_id = said.note_id and disputed.skill = said.skill and reading.coder = said.coder
    where disputed.givers < disputed.coders and agrees.coder is null
    group by disputed.note_id, disputed.skill, disputed.code, disputed.value, reading.coder
),

others as (
    select
        note_id,
        skill,
        code,
        value,
        {{ joined("coder || ': ' || coalesce('level ' || other_level, other_status, 'not in this note')", '; ', in_byte_order('coder')) }}
            as others_say,
        {{ joined("coder || ': “' || other_quote || '”'", '; ', in_byte_order('coder')) }} as others_quote
    from instead
    group by note_id, skill, code, value
)

select
    compared.note_id,
    compared.skill,
    compared.code,
    compared.value,
    compared.givers < compared.coders as is_disputed,
    compared.givers = compared.coders and compared.coders > 1 as is_agreed,
    others.others_say,
    others.others_quote
from compared
left join others
    on compared.note_id = others.note_id
    and compared.skill = others.skill
    and compared.code = others.code
    and coalesce(compared.value, '') = coalesce(others.value, '')
