-- How far people agree with the reading of each code, by wording of its skill; one wording of a skill is in use.
with ranked as (
    select
        wording.*,
        row_number() over (partition by skill, standing order by sequence desc) as latest
    from {{ source('intelligence', 'skill_wording') }} as wording
)

select
    ranked.skill,
    ranked.skill_version,
    ranked.coder,
    ranked.prompt_hash,
    ranked.standing = 'stands' and ranked.latest = 1 as is_in_use,
    ranked.standing = 'held back' as is_held_back,
    measured.code,
    measured.value,
    ranked.notes as gold_notes,
    ranked.is_own_gold,
    measured.support as gold_codes,
    measured.precision,
    measured.precision_low,
    measured.precision_high,
    measured.recall,
    measured.recall_low,
    measured.recall_high,
    measured.f1,
    measured.kappa,
    measured.kappa_low,
    measured.kappa_high,
    ranked.macro_f1,
    ranked.swapped,
    ranked.flipped
from ranked
inner join {{ source('intelligence', 'skill_agreement') }} as measured
    on ranked.skill = measured.skill
    and ranked.skill_version = measured.skill_version
    and ranked.coder = measured.coder
    and ranked.prompt_hash = measured.prompt_hash
