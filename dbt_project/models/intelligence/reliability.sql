-- How well the reader finds each code in words of others than the skill's authors, and so whether the code is counted in
-- what is shared outside. This is the one place that decides it. What an organisation's own people coded weighs before
-- what the shipped reader says of itself; what nobody measured counts outside only where the organisation says so in words.
{% set enough_examples = 10 %}
{% set reliable_from = 0.5 %}
with wording as (
    select distinct skill, skill_version, coder, prompt_hash
    from {{ ref('reading') }}
    where is_in_force
),

looked_for as (
    select
        wording.*,
        entry.code,
        cast(entry.level as text) as value,
        entry.title as code_title
    from wording
    inner join {{ source('framework', 'skill_code') }} as entry on wording.skill = entry.skill
),

measured as (
    select
        looked_for.*,
        case when own.skill is not null then 'own people' when shipped.skill is not null then 'other writers' end as measured_on,
        case when own.skill is not null then own.f1 else shipped.f1 end as f1,
        case when own.skill is not null then own.gold_codes else shipped.examples end as examples
    from looked_for
    left join {{ ref('agreement') }} as own
        on {{ is_coding_of('looked_for', 'own') }}
        and own.is_own_gold
        and own.gold_codes >= {{ enough_examples }}
    -- what one reader says of itself is not true of another, nor of the same with other weights
    left join {{ source('framework', 'shipped_agreement') }} as shipped
        on looked_for.skill = shipped.skill
        and looked_for.code = shipped.code
        and coalesce(looked_for.value, '') = coalesce(shipped.value, '')
        and looked_for.coder = shipped.coder
        and strpos(looked_for.prompt_hash, shipped.reader_version) = 1
)

select
    measured.skill,
    measured.skill_version,
    measured.coder,
    measured.prompt_hash,
    measured.code,
    measured.value,
    measured.code_title,
    measured.measured_on,
    measured.f1,
    cast(measured.examples as integer) as examples,
    coalesce(measured.f1 >= {{ reliable_from }}, accepted.skill is not null) as counts_outside,
    case when measured.f1 is null then accepted.because end as counted_because,
    case when measured.f1 is null then accepted.decided_by end as decided_by,
    case when measured.f1 is null then accepted.decided_on end as decided_on,
    case
        when measured.f1 is null then 'never measured on notes that others wrote'
        else
            -- cut off, not rounded: .496 is under .50
            case
                when measured.f1 >= 1 then 'F1 1.00'
                else 'F1 .' || lpad(cast(cast(floor(100 * measured.f1 + 0.001) as integer) as text), 2, '0')
            end
            || coalesce(
                ' on ' || {{ counted_noun('cast(measured.examples as integer)', 'example', 'examples') }}
                || case measured.measured_on when 'own people' then ' coded by the organisation itself' else ' by other writers' end,
                ''
            )
    end as in_words
from measured
left join {{ source('framework', 'counted_unmeasured') }} as accepted
    on measured.skill = accepted.skill
    and measured.code = accepted.code
    and coalesce(measured.value, '') = coalesce(accepted.value, '')
