-- Of each mixed indicator the codes that its conditions are about, and how well each reader in use finds them. A condition
-- holds or fails by what the reader finds and by what it does not, so this counts for clients without any such code too.
select
    wanted.indicator_id,
    wanted.position,
    wanted.wanted as label,
    entry.skill,
    skill.title as skill_title,
    reliability.skill_version,
    reliability.coder,
    reliability.prompt_hash,
    entry.code,
    cast(entry.level as text) as value,
    entry.title as code_title,
    reliability.f1,
    coalesce(reliability.in_words, 'nobody reads notes for it') as in_words,
    coalesce(reliability.counts_outside, false) as counts_outside
from {{ source('framework', 'indicator_condition') }} as wanted
inner join {{ source('framework', 'skill_code') }} as entry
    on wanted.wanted = {{ code_label('entry') }}
left join {{ source('framework', 'skill') }} as skill on entry.skill = skill.skill
left join {{ ref('reliability') }} as reliability
    on entry.skill = reliability.skill
    and entry.code = reliability.code
    and coalesce(cast(entry.level as text), '') = coalesce(reliability.value, '')
where wanted.kind = 'code'
