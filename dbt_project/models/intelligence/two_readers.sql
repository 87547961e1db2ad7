-- How far two readers of the same notes agree, code by code: the one whose reading counts, and the second beside it.
with pair as (
    select
        first.note_id,
        first.content_hash,
        first.skill,
        first.skill_version,
        first.coder as first_reader,
        second.coder as second_reader
    from {{ ref('reading') }} as first
    inner join {{ ref('reading') }} as second
        on first.note_id = second.note_id
        and first.skill = second.skill
        and first.skill_version = second.skill_version
        and second.is_second
    where first.is_in_force
),

said as (
    select distinct note_id, content_hash, skill, skill_version, coder, code, value
    from {{ source('intelligence', 'note_code') }}
    where status = 'present'
),

given as (
    select
        pair.note_id,
        pair.skill,
        pair.skill_version,
        pair.first_reader,
        pair.second_reader,
        said.code,
        said.value,
        max(case when said.coder = pair.first_reader then 1 else 0 end) as by_first,
        max(case when said.coder = pair.second_reader then 1 else 0 end) as by_second
    from pair
    inner join said
        on pair.note_id = said.note_id
        and pair.content_hash = said.content_hash
        and pair.skill = said.skill
        and pair.skill_version = said.skill_version
        and said.coder in (pair.first_reader, pair.second_reader)
    group by pair.note_id, pair.skill, pair.skill_version, pair.first_reader, pair.second_reader, said.code, said.value
),

read_by_both as (
    select skill, skill_version, first_reader, second_reader, count(*) as notes
    from pair
    group by skill, skill_version, first_reader, second_reader
),

counted as (
    select
        read_by_both.skill,
        read_by_both.skill_version,
        read_by_both.first_reader,
        read_by_both.second_reader,
        given.code,
        given.value,
        read_by_both.notes,
        sum(given.by_first * given.by_second) as by_both,
        sum(given.by_first * (1 - given.by_second)) as first_only,
        sum((1 - given.by_first) * given.by_second) as second_only
    from read_by_both
    inner join given
        on read_by_both.skill = given.skill
        and read_by_both.skill_version = given.skill_version
        and read_by_both.first_reader = given.first_reader
        and read_by_both.second_reader = given.second_reader
    group by
        read_by_both.skill, read_by_both.skill_version, read_by_both.first_reader, read_by_both.second_reader, given.code,
        given.value, read_by_both.notes
),

chance as (
    select
        counted.*,
        1.0 * (notes - first_only - second_only) / notes as agreed,
        1.0 * (by_both + first_only) / notes * (by_both + second_only) / notes
        + (1 - 1.0 * (by_both + first_only) / notes) * (1 - 1.0 * (by_both + second_only) / notes) as by_chance
    from counted
)

select
    skill,
    skill_version,
    first_reader,
    second_reader,
    code,
    value,
    cast(notes as integer) as notes,
    cast(by_both as integer) as given_by_both,
    cast(first_only as integer) as given_by_first_only,
    cast(second_only as integer) as given_by_second_only,
    -- as in caseline/coding/measuring/agreement.py: none of fewer than ten notes with the code, or without it
    case
        when least(by_both, notes - by_both - first_only - second_only) + first_only + second_only >= 10
            then {{ settled('(agreed - by_chance) / nullif(1 - by_chance, 0)') }}
    end as kappa
from chance
