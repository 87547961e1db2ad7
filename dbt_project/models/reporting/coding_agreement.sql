-- Beside every report, how far its reading of notes can be trusted: each code its numbers rest on, how many of them
-- a person confirmed, and how far people agreed with the wording that read them. One that was never measured, or was
-- measured in other words, has no agreement; `measured` says which.
-- Codes that a mixed indicator asks about are among them where it found none.
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

asked_about as (
    select distinct
        evidence.report,
        reading.skill,
        reading.skill_version,
        reading.code,
        reading.value,
        reading.coder,
        reading.prompt_hash,
        reading.skill_title,
        reading.code_title
    from {{ ref('evidence') }} as evidence
    inner join {{ ref('indicator_told') }} as told on evidence.asked_id = told.asked_id
    inner join {{ ref('indicator_reading') }} as reading
        on told.indicator_id = reading.indicator_id and reading.coder is not null
    where evidence.role in ('counted', 'base')
),

behind as (
    select * from counted
    union all
    select asked_about.*, 0 as codes, 0 as notes, 0 as clients, 0 as confirmed_codes
    from asked_about
    left join counted
        on asked_about.report = counted.report
        and {{ is_coding_of('asked_about', 'counted') }}
    where counted.report is null
),

known as (
    select distinct skill
    from {{ ref('agreement') }}
)

select
    behind.report,
    behind.skill || '.' || coalesce(behind.value, behind.code) as label,
    behind.skill,
    behind.skill_title,
    behind.skill_version,
    behind.code,
    behind.value,
    behind.code_title,
    behind.coder,
    behind.prompt_hash,
    cast(behind.codes as integer) as codes,
    cast(behind.notes as integer) as notes,
    cast(behind.clients as integer) as clients,
    cast(behind.confirmed_codes as integer) as confirmed_codes,
    {{ settled('coalesce(100.0 * behind.confirmed_codes / nullif(behind.codes, 0), 0)') }} as confirmed_percent,
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
    coalesce(reliability.counts_outside, behind.coder = 'person') as counts_outside,
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
from behind
left join {{ ref('two_readers') }} as two_readers
    on behind.skill = two_readers.skill
    and behind.skill_version = two_readers.skill_version
    and behind.coder = two_readers.first_reader
    and behind.code = two_readers.code
    and coalesce(behind.value, '') = coalesce(two_readers.value, '')
left join {{ ref('reliability') }} as reliability
    on {{ is_coding_of('behind', 'reliability') }}
left join known on behind.skill = known.skill
left join {{ ref('agreement') }} as agreement
    on {{ is_coding_of('behind', 'agreement') }}
