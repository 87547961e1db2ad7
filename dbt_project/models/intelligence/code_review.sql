-- One question for each code of a note that a person should decide: risk flags, codes that coders disagree about, codes of
-- skills that are held back, codes the coder was unsure of, first uses of a code of which people have judged few. Risks, also
-- possible ones, come first: what hurts most, not what the coder was least sure of.
with coded as (
    select
        reading.*,
        count(*) over (partition by reading.note_id, reading.skill) as coders
    from {{ ref('reading') }} as reading
    left join {{ ref('reading') }} as present
        on reading.note_id = present.note_id and reading.skill = present.skill and present.is_in_force
    where
        -- those by the same words as the one in force; where none is, those that are held back
        case
            when present.note_id is null then reading.is_held_back
            else not reading.is_held_back and reading.skill_version = present.skill_version
        end
),

said as (
    select
        found.*,
        coded.is_held_back,
        coded.is_in_force or coded.is_second or coded.is_held_back as is_shown
    from {{ source('intelligence', 'note_code') }} as found
    inner join coded
        on found.note_id = coded.note_id
        and found.skill = coded.skill
        and found.skill_version = coded.skill_version
        and found.content_hash = coded.content_hash
        and found.coder = coded.coder
),

said_of_code as (
    select distinct note_id, skill, code, value, coder from said where status = 'present'
),

compared as (
    select
        given.note_id,
        given.skill,
        given.code,
        given.value,
        count(*) as givers,
        readers.coders
    from said_of_code as given
    inner join (select distinct note_id, skill, coders from coded) as readers
        on given.note_id = readers.note_id and given.skill = readers.skill
    group by given.note_id, given.skill, given.code, given.value, readers.coders
),

-- codes of a note that one coder gives and another, who has read the same words by the same skill, does not
disputed as (
    select note_id, skill, code, value
    from compared
    where givers < coders
),

-- those that all coders give, where there are several: nobody need be asked because one was not sure
agreed as (
    select note_id, skill, code, value
    from compared
    where givers = coders and coders > 1
),

-- what those others say instead: another level, that the note denies it or leaves it open, or nothing
instead as (
    select
        disputed.note_id,
        disputed.skill,
        disputed.code,
        disputed.value,
        coded.coder,
        max(case when said.status = 'present' then said.value end) as other_level,
        max(case when said.code = disputed.code and said.status <> 'present' then said.status end) as other_status,
        -- the words of what is said above: a level's first
        coalesce(
            min(case when said.status = 'present' and said.value is not null then said.quote end),
            min(case when said.code = disputed.code and said.status <> 'present' then said.quote end)
        ) as other_quote
    from disputed
    inner join coded on disputed.note_id = coded.note_id and disputed.skill = coded.skill
    left join said_of_code as agrees
        on disputed.note_id = agrees.note_id
        and disputed.skill = agrees.skill
        and disputed.code = agrees.code
        and coalesce(disputed.value, '') = coalesce(agrees.value, '')
        and coded.coder = agrees.coder
    left join said
        on disputed.note_id = said.note_id and disputed.skill = said.skill and coded.coder = said.coder
    where agrees.coder is null
    group by disputed.note_id, disputed.skill, disputed.code, disputed.value, coded.coder
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
),

-- codes that stand, and those that do not: disputed ones, because another coder's reading does, and held back ones
given as (
    select
        code_id,
        note_id,
        skill,
        code,
        value,
        quote,
        quote_start,
        quote_end,
        confidence,
        coder,
        'present' as status,
        true as stands,
        false as is_held_back
    from {{ ref('code') }}
    where review_status = 'machine'
    union all
    select
        said.code_id,
        said.note_id,
        said.skill,
        said.code,
        said.value,
        said.quote,
        said.quote_start,
        said.quote_end,
        said.confidence,
        said.coder,
        said.status,
        false as stands,
        said.is_held_back
    from said
    left join disputed
        on said.note_id = disputed.note_id
        and said.skill = disputed.skill
        and said.code = disputed.code
        and coalesce(said.value, '') = coalesce(disputed.value, '')
    left join {{ ref('code') }} as standing on said.code_id = standing.code_id
    where
        said.status = 'present'
        and standing.code_id is null
        and (disputed.note_id is not null or said.is_held_back)
    union all
    -- risks that are possible: nothing counts them, and a person reads them all the same
    select
        possible.code_id,
        possible.note_id,
        possible.skill,
        possible.code,
        possible.value,
        possible.quote,
        possible.quote_start,
        possible.quote_end,
        possible.confidence,
        possible.coder,
        possible.status,
        false as stands,
        possible.is_held_back
    from said as possible
    where
        possible.status = 'unclear'
        and possible.is_shown
        and exists (
            select 1
            from {{ source('framework', 'skill_code') }} as entry
            where possible.skill = entry.skill and possible.code = entry.code and entry.is_risk
        )
        and not exists (
            select 1
            from {{ ref('code') }} as standing
            where
                standing.note_id = possible.note_id
                and standing.skill = possible.skill
                and standing.code = possible.code
                and coalesce(standing.value, '') = coalesce(possible.value, '')
        )
),

ruled as (
    select
        given.code_id,
        ruling.ruling,
        ruling.reason,
        ruling.decided_by,
        ruling.decided_on,
        row_number() over (partition by given.code_id order by ruling.position desc) as newest
    from given
    inner join {{ ref('standing_ruling') }} as ruling on {{ is_ruled_by('given', 'ruling') }}
),

waiting as (
    select
        given.*,
        ruled.ruling,
        ruled.reason,
        ruled.decided_by,
        ruled.decided_on,
        max(case when given.stands then 1 else 0 end)
            over (partition by given.note_id, given.skill, given.code, given.value) as stands_somewhere,
        row_number() over (
            partition by given.note_id, given.skill, given.code, given.value
            order by
                case when ruled.ruling is not null then 0 else 1 end,
                case when given.stands then 0 else 1 end,
                case when given.status = 'present' then 0 else 1 end,
                given.confidence desc, given.quote_start, {{ in_byte_order('given.code_id') }}
        ) as surest
    from given
    left join ruled on given.code_id = ruled.code_id and ruled.newest = 1
    where
        coalesce(ruled.ruling, 'unsure') = 'unsure'
        and not exists (
            select 1
            from {{ ref('standing_ruling') }} as settled
            where
                settled.note_id = given.note_id
                and settled.skill = given.skill
                and settled.settled_level is not null
        )
),

places as (
    select
        note_id,
        skill,
        code,
        value,
        {{ joined("cast(quote_start as text) || '..' || cast(quote_end as text)", ' ', 'surest') }} as places
    from waiting
    group by note_id, skill, code, value
),

judged as (
    select skill, code, value, count(distinct note_id) as notes
    from {{ source('framework', 'code_ruling') }}
    where ruling <> 'unsure'
    group by skill, code, value
),

weighed as (
    select
        waiting.*,
        places.places,
        note.client_id,
        note.affiliate_id,
        note.program_id,
        note.note_date,
        note.author,
        note.content_hash,
        skill.title as skill_title,
        coalesce(entry.title, waiting.code) as code_title,
        entry.meaning,
        coalesce(entry.is_risk, false) as is_risk,
        case
            when not coalesce(entry.is_risk, false) then null
            when waiting.stands then 'sure'
            else 'possible'
        end as tier,
        entry.danger,
        entry.danger_rank,
        others.others_say,
        others.others_quote,
        coalesce(entry.judged_notes, 0) + coalesce(judged.notes, 0) as judged_notes,
        waiting.stands
        and agreed.note_id is null
        and waiting.confidence < {{ setting_number('review_below_confidence', 0.6) }} as is_unsure,
        row_number() over (
            partition by waiting.skill, waiting.code, waiting.value
            order by waiting.stands_somewhere desc, note.note_date nulls last, {{ in_byte_order('waiting.note_id') }}
        ) as use
    from waiting
    inner join places
        on waiting.note_id = places.note_id
        and waiting.skill = places.skill
        and waiting.code = places.code
        and coalesce(waiting.value, '') = coalesce(places.value, '')
    inner join {{ ref('case_note') }} as note on waiting.note_id = note.note_id
    inner join {{ source('framework', 'skill') }} as skill on waiting.skill = skill.skill
    left join {{ source('framework', 'skill_code') }} as entry
        on waiting.skill = entry.skill
        and waiting.code = entry.code
        and (entry.level is null or cast(entry.level as text) = waiting.value)
    left join others
        on waiting.note_id = others.note_id
        and waiting.skill = others.skill
        and waiting.code = others.code
        and coalesce(waiting.value, '') = coalesce(others.value, '')
    left join agreed
        on waiting.note_id = agreed.note_id
        and waiting.skill = agreed.skill
        and waiting.code = agreed.code
        and coalesce(waiting.value, '') = coalesce(agreed.value, '')
    left join judged
        on waiting.skill = judged.skill
        and waiting.code = judged.code
        and coalesce(waiting.value, '') = coalesce(judged.value, '')
    where waiting.surest = 1
),

asked as (
    select
        weighed.*,
        weighed.stands
        and weighed.use <= {{ setting_number('review_first_uses', 3) }} - weighed.judged_notes as is_new
    from weighed
)

select
    asked.note_id || '|' || asked.skill || '|' || asked.code || coalesce('|' || asked.value, '') as question_id,
    cast(row_number() over (
        order by
            case when ruling is null then 0 else 1 end,
            case when is_risk then 0 when others_say is not null then 1 else 2 end,
            case when is_risk then null else confidence end,
            {{ most_dangerous_first('asked') }}, {{ in_byte_order('asked.value') }}
    ) as integer) as place,
    case
        when is_risk then 'risk_flag'
        when others_say is not null then 'coders_disagree'
        when is_held_back then 'held_back'
        when is_unsure then 'unsure_code'
        else 'new_code'
    end as kind,
    trim(
        case
            when asked.tier = 'sure' then 'It is a risk flag. '
            when asked.tier = 'possible' then 'Possible, not sure: a person should read this. '
            else ''
        end
        || coalesce('Coders disagree (' || others_say || '). ', '')
        || case when is_held_back then 'Its skill agrees less with people than before, so it counts for nothing yet. ' else '' end
        || case when is_unsure then 'The coder is not sure of it. ' else '' end
        || case when is_new then 'People have judged this code in few notes yet. ' else '' end
    ) as why,
    note_id,
    content_hash,
    client_id,
    affiliate_id,
    program_id,
    note_date,
    author,
    asked.skill,
    skill_title,
    asked.code,
    code_title,
    meaning,
    asked.value,
    is_risk,
    asked.tier,
    danger,
    danger_rank,
    track.sentence as how_often_right,
    code_id,
    quote,
    quote_start,
    quote_end,
    places,
    confidence,
    coder,
    others_say,
    others_quote,
    stands as is_in_use,
    ruling,
    reason,
    decided_by,
    decided_on
from asked
left join {{ ref('track_record') }} as track
    on asked.skill = track.skill
    and asked.code = track.code
    and coalesce(asked.value, '') = coalesce(track.value, '')
    and asked.tier = track.tier
where is_risk or others_say is not null or is_held_back or is_unsure or is_new
