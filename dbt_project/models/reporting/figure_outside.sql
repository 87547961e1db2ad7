-- Numbers that rest on codes which are not counted in what is shared outside (intelligence.reliability): why, and what is
-- left when these are left out. A share, a mean or a sum without some of its parts would be another number, so nothing is
-- left of those; of a count what is read reliably or was confirmed by a person stays. No number here holds another.
with theme as (
    select
        evidence.figure_id,
        code.skill,
        code.code,
        code.value,
        code.code_title,
        code.f1,
        code.in_words
    from {{ ref('evidence') }} as evidence
    inner join {{ ref('code_reliability') }} as code on evidence.code_id = code.code_id
    where
        evidence.role in ('counted', 'base')
        and not evidence.counts_outside
        and not code.counts_outside
        and code.in_words is not null

    union

    -- what a mixed indicator says of a client rests on these, found or not
    select
        evidence.figure_id,
        reading.skill,
        reading.code,
        reading.value,
        reading.code_title,
        reading.f1,
        reading.in_words
    from {{ ref('evidence') }} as evidence
    inner join {{ ref('indicator_told') }} as told on evidence.asked_id = told.asked_id
    inner join {{ ref('indicator_reading') }} as reading on told.indicator_id = reading.indicator_id
    where evidence.role in ('counted', 'base') and not evidence.counts_outside and not reading.counts_outside
),

listed as (
    select
        figure_id,
        {{ joined("case when f1 is not null then '“' || code_title || '” (' || in_words || ')' end", ', ',
            in_byte_order('skill') ~ ', ' ~ in_byte_order('code') ~ ', ' ~ in_byte_order('value')) }} as unreliable,
        {{ joined("distinct case when f1 is null then '“' || code_title || '”' end", ', ',
            "case when f1 is null then '“' || code_title || '”' end") }} as unmeasured
    from theme
    group by figure_id
),

why as (
    select
        figure_id,
        coalesce('the reader finds ' || unreliable || ' too unreliably', '')
        || case when unreliable is not null and unmeasured is not null then '; ' else '' end
        || coalesce('nobody has measured how well the reader finds ' || unmeasured || ' in notes that others wrote', '')
            as reason
    from listed
),

remaining as (
    select
        figure_id,
        report,
        question_id,
        count(distinct case when role = 'counted' and counts_outside then client_id end) as clients,
        count(case when role = 'counted' and counts_outside then 1 end) as events,
        count(distinct case when role = 'counted' and counts_outside then record_type || ':' || record_id end) as records,
        count(distinct case when role = 'counted' and counts_outside then note_id end) as notes
    from {{ ref('evidence') }}
    where role in ('counted', 'base')
    group by figure_id, report, question_id
    having count(case when not counts_outside then 1 end) > 0
),

counted as (
    select
        remaining.figure_id,
        asked.count,
        measure.did,
        measure.thing,
        measure.things,
        case when asked.count in ('clients', 'events') then remaining.clients else 0 end as clients,
        remaining.events,
        remaining.records,
        remaining.notes,
        coalesce(why.reason, 'the codes behind it are not in use') as reason
    from remaining
    inner join {{ source('framework', 'report_question') }} as asked
        on remaining.report = asked.report_id and remaining.question_id = asked.question_id
    inner join {{ source('framework', 'measure') }} as measure on asked.measure = measure.measure
    left join why on remaining.figure_id = why.figure_id
)

select
    figure_id,
    clients > 0 as is_counted,
    cast(case when clients > 0 then case when count = 'clients' then clients else events end end as double precision) as value,
    cast(clients as integer) as clients,
    cast(case when clients > 0 then records else 0 end as integer) as records,
    cast(case when clients > 0 then notes else 0 end as integer) as notes,
    case
        when clients = 0 then 'Not counted: '
        when count = 'clients'
            then {{ counted_noun('clients', 'client', 'clients') }} || ' ' || {{ did_words('clients', 'did') }}
                || '. Not counted, unless a person confirmed it: '
        else {{ counted_words('events', 'thing', 'things') }} || ', of ' || {{ counted_noun('clients', 'client', 'clients') }}
            || '. Not counted, unless a person confirmed it: '
    end || reason || '.' as sentence,
    case
        when clients = 0 then 'In what is shared outside this is not counted: '
        else 'In what is shared outside only a part of this is counted: '
    end || reason || '.' as caution,
    reason
from counted
