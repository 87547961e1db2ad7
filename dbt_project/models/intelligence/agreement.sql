-- How far people agree with the reading of each code, by the wording of its skill that stands.
with standing as (
    select
        wording.*,
        row_number() over (partition by skill order by sequence desc) as latest
    from {{ source('intelligence', 'skill_wording') }} as wording
    where standing = 'stands'
)

select
    standing.skill,
    standing.skill_version,
    standing.coder,
    standing.prompt_hash,
    measured.code,
    measured.value,
    standing.notes as gold_notes,
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
    standing.macro_f1
from standing
inner join {{ source('intelligence', 'skill_agreement') }} as measured
    on standing.skill = measured.skill
    and standing.skill_version = measured.skill_version
    and standing.coder = measured.coder
    and standing.prompt_hash = measured.prompt_hash
where standing.latest = 1
