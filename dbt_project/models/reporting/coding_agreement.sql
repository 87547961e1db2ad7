-- Beside every report, how far its reading of notes can be trusted: each code its numbers rest on, how many of them
-- a person confirmed, and how far people agreed with the wording that read them. One that was never measured, or was
-- measured in other words, has no agreement; `measured` says which.
with used as (
    select distinct
        report,
        code_id
    from {{ ref('evidence') }}
    where role in ('counted', 'base') and code_id is not null
),

counted as (
    select
        used.report,
        code.skill,
        code.skill_version,
        code.code,
        code.value,
        code.coder,
        code.prompt_hash,
        max(code.skill_title) as skill_title,
        max(code.code_title) as code_title,
        count(*) as codes,
        count(distinct code.note_id) as notes,
        count(distinct code.client_id) as clients,
        count(case when code.review_status = 'accepted' then 1 end) as confirmed_codes
    from used
    inner join {{ ref('code') }} as code on used.code_id = code.code_id
    group by used.report, code.skill, code.skill_version, code.code, code.value, code.coder, code.prompt_hash
),

known as (
    select distinct skill
    from {{ ref('agreement') }}
)

select
    counted.report,
    counted.skill || '.' || coalesce(counted.value, counted.code) as label,
    counted.skill,
    counted.skill_title,
    counted.skill_version,
    counted.code,
    counted.value,
    counted.code_title,
    counted.coder,
    counted.prompt_hash,
    cast(counted.codes as integer) as codes,
    cast(counted.notes as integer) as notes,
    cast(counted.clients as integer) as clients,
    cast(counted.confirmed_codes as integer) as confirmed_codes,
    {{ settled('100.0 * counted.confirmed_codes / counted.codes') }} as confirmed_percent,
    case
        when agreement.skill is not null then 'in these words'
        when known.skill is not null then 'in other words'
        else 'never'
    end as measured,
    agreement.gold_notes,
    agreement.is_own_gold,
    agreement.gold_codes,
    agreement.precision,
    agreement.precision_low,
    agreement.precision_high,
    agreement.recall,
    agreement.recall_low,
    agreement.recall_high,
    agreement.f1,
    agreement.kappa,
    agreement.kappa_low,
    agreement.kappa_high,
    agreement.swapped,
    agreement.flipped,
    coalesce(reliability.counts_outside, counted.coder = 'person') as counts_outside,
    reliability.measured_on as others_measured_on,
    reliability.f1 as others_f1,
    reliability.examples as others_examples,
    reliability.counted_because,
    reliability.decided_by,
    reliability.decided_on,
    two_readers.second_reader,
    two_readers.notes as notes_by_two_readers,
    two_readers.given_by_both,
    two_readers.given_by_both + two_readers.given_by_first_only + two_readers.given_by_second_only as given_by_either,
    two_readers.kappa as readers_kappa
from counted
left join {{ ref('two_readers') }} as two_readers
    on counted.skill = two_readers.skill
    and counted.skill_version = two_readers.skill_version
    and counted.coder = two_readers.first_reader
    and counted.code = two_readers.code
    and coalesce(counted.value, '') = coalesce(two_readers.value, '')
left join {{ ref('reliability') }} as reliability
    on counted.skill = reliability.skill
    and counted.skill_version = reliability.skill_version
    and counted.coder = reliability.coder
    and counted.prompt_hash = reliability.prompt_hash
    and counted.code = reliability.code
    and coalesce(counted.value, '') = coalesce(reliability.value, '')
left join known on counted.skill = known.skill
left join {{ ref('agreement') }} as agreement
    on counted.skill = agreement.skill
    and counted.skill_version = agreement.skill_version
    and counted.coder = agreement.coder
    and counted.prompt_hash = agreement.prompt_hash
    and counted.code = agreement.code
    and coalesce(counted.value, '') = coalesce(agreement.value, '')
