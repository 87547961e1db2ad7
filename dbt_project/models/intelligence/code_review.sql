-- One question for each code of a note that a person should decide: risk flags, codes that coders disagree about, codes of
-- skills that are held back, codes the coder was unsure of, first uses of a code of which people have judged few. Risks, also
-- possible ones, come first: what hurts most, not what the coder was least sure of.
with ruled as (
    select
        given.code_id,
        ruling.ruling,
        ruling.reason,
        ruling.decided_by,
        ruling.decided_on,
        row_number() over (partition by given.code_id order by ruling.position desc) as newest
    from {{ ref('code_in_question') }} as given
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
    from {{ ref('code_in_question') }} as given
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

-- of several places one is shown
shown as (
    select * from waiting where surest = 1
),

worded as (
    select
        shown.code_id, entry.title, entry.meaning, entry.is_risk, entry.danger, entry.danger_rank, entry.judged_notes
    from shown
    inner join {{ source('framework', 'skill_code') }} as entry on {{ is_entry_of('entry', 'shown') }}
),

weighed as (
    select
        shown.*,
        places.places,
        note.client_id,
        note.affiliate_id,
        note.program_id,
        note.note_date,
        note.author,
        note.content_hash,
        skill.title as skill_title,
        coalesce(worded.title, shown.code) as code_title,
        worded.meaning,
        coalesce(worded.is_risk, false) as is_risk,
        case
            when not coalesce(worded.is_risk, false) then null
            when shown.stands then 'sure'
            else 'possible'
        end as tier,
        worded.danger,
        worded.danger_rank,
        compared.others_say,
        compared.others_quote,
        coalesce(worded.judged_notes, 0) + coalesce(judged.notes, 0) as judged_notes,
        shown.stands
        and not coalesce(compared.is_agreed, false)
        and shown.confidence < {{ setting_number('review_below_confidence', 0.6) }} as is_unsure,
        row_number() over (
            partition by shown.skill, shown.code, shown.value
            order by shown.stands_somewhere desc, note.note_date nulls last, {{ in_byte_order('shown.note_id') }}
        ) as use
    from shown
    inner join places
        on shown.note_id = places.note_id
        and shown.skill = places.skill
        and shown.code = places.code
        and coalesce(shown.value, '') = coalesce(places.value, '')
    inner join {{ ref('case_note') }} as note on shown.note_id = note.note_id
    inner join {{ source('framework', 'skill') }} as skill on shown.skill = skill.skill
    left join worded on shown.code_id = worded.code_id
    left join {{ ref('code_compared') }} as compared
        on shown.note_id = compared.note_id
        and shown.skill = compared.skill
        and shown.code = compared.code
        and coalesce(shown.value, '') = coalesce(compared.value, '')
    left join judged
        on shown.skill = judged.skill
        and shown.code = judged.code
        and coalesce(shown.value, '') = coalesce(judged.value, '')
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
