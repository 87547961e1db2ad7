-- How often flags of a risk were right, in one sentence: measured on notes that people coded, by whom the sentence says,
-- and by what people here ruled. Agreement with the skill's own authors is used only where there is nothing better.
with flag as (
    select entry.skill, entry.code, cast(entry.level as text) as value, tier.tier
    from {{ source('framework', 'skill_code') }} as entry
    cross join (select 'sure' as tier union all select 'possible') as tier
    where entry.is_risk
),

-- how many flags a share of them stands for: people gave the code so often, the reader found so much of that
agreed as (
    select
        skill,
        code,
        value,
        coder,
        is_own_gold,
        cast(round(recall * gold_codes) as integer) as were_right,
        cast(round(recall * gold_codes / nullif(precision, 0)) as integer) as flagged
    from {{ ref('agreement') }}
    where is_in_use
),

measured as (
    select skill, code, value, 'sure' as tier, were_right, flagged,
        case when is_own_gold then 'notes that your own people coded' else 'notes by the authors of the skill' end as of_what,
        case when is_own_gold then 1 else 3 end as preference
    from agreed
    where flagged > 0

    union all

    select shipped.skill, shipped.code, cast(null as text), 'sure', shipped.were_right, shipped.flagged,
        'ordinary notes by other writers', 2
    from {{ source('framework', 'flag_precision') }} as shipped
    where shipped.flagged > 0

    union all

    select shipped.skill, shipped.code, cast(null as text), 'possible', shipped.possible_were_right, shipped.possible_flagged,
        'ordinary notes by other writers', 2
    from {{ source('framework', 'flag_precision') }} as shipped
    where shipped.possible_flagged > 0
),

-- what the shipped reader says of itself is not true of another
best as (
    select
        measured.*,
        row_number() over (partition by measured.skill, measured.code, measured.value, measured.tier order by preference) as nth
    from measured
    where
        preference <> 2
        or not exists (
            select 1 from agreed where agreed.skill = measured.skill and agreed.coder not like 'embedded%'
        )
),

-- each note's last word on a code; a code that was overruled was a flag once, also where the reader has learnt since
decided as (
    select
        ruling.note_id,
        ruling.skill,
        ruling.code,
        ruling.value,
        ruling.ruling,
        row_number() over (
            partition by ruling.note_id, ruling.skill, ruling.code, ruling.value order by ruling.position desc
        ) as newest
    from {{ ref('standing_ruling') }} as ruling
    where ruling.ruling <> 'unsure'
),

raised as (
    select
        note_id,
        skill,
        code,
        value,
        max(case when status = 'present' then 1 else 0 end) as was_sure
    from {{ source('intelligence', 'note_code') }}
    where status in ('present', 'unclear')
    group by note_id, skill, code, value
),

here as (
    select
        decided.skill,
        decided.code,
        decided.value,
        case when raised.was_sure = 0 then 'possible' else 'sure' end as tier,
        count(*) as ruled,
        count(case when decided.ruling = 'accepted' then 1 end) as accepted
    from decided
    left join raised
        on decided.note_id = raised.note_id
        and decided.skill = raised.skill
        and decided.code = raised.code
        and coalesce(decided.value, '') = coalesce(raised.value, '')
    where decided.newest = 1 and (raised.note_id is not null or decided.ruling = 'overruled')
    group by decided.skill, decided.code, decided.value, case when raised.was_sure = 0 then 'possible' else 'sure' end
)

select
    flag.skill,
    flag.code,
    flag.value,
    flag.tier,
    best.of_what as measured_on,
    best.flagged as measured,
    best.were_right as measured_right,
    cast(coalesce(here.ruled, 0) as integer) as ruled,
    cast(coalesce(here.accepted, 0) as integer) as ruled_right,
    case
        when best.flagged is null and here.ruled is null
            then 'Nobody has measured how often such flags are right, and nobody here has ruled on one.'
        else
            coalesce(
                'Of ' || cast(best.flagged as text) || ' such ' || case when best.flagged = 1 then 'flag' else 'flags' end
                || ' on ' || best.of_what || ' ' || cast(best.were_right as text)
                || case when best.were_right = 1 then ' was right' else ' were right' end
                || case when here.ruled is null then '' else '; ' end,
                ''
            )
            || coalesce(
                case when best.flagged is null then 'Of ' else 'of ' end || cast(here.ruled as text)
                || case when best.flagged is null then ' such ' || case when here.ruled = 1 then 'flag' else 'flags' end else '' end
                || ' that your staff ruled on' || case when best.flagged is null then ' ' else ', ' end
                || cast(here.accepted as text)
                || case when best.flagged is not null then '' when here.accepted = 1 then ' was right' else ' were right' end,
                ''
            )
            || '.'
    end as sentence
from flag
left join best
    on flag.skill = best.skill
    and flag.code = best.code
    and coalesce(flag.value, '') = coalesce(best.value, '')
    and flag.tier = best.tier
    and best.nth = 1
left join here
    on flag.skill = here.skill
    and flag.code = here.code
    and coalesce(flag.value, '') = coalesce(here.value, '')
    and flag.tier = here.tier
