-- What a run found: the numbers printed at its end, each with where to look further.
with item as (
    select
        1 as section_order, 'What came in' as section, 1 as item_order, 'Files read' as item,
        count(*) as number,
        cast(count(case when outcome = 'held back' then 1 end) as text) || ' held back whole' as note
    from {{ ref('load_file') }}

    union all

    select 1, 'What came in', 2, 'Rows', coalesce(sum(rows_loaded), 0), cast(null as text)
    from {{ ref('load_file') }}

    union all

    select 1, 'What came in', 3, 'Rows held back', coalesce(sum(row_count), 0), 'each with its reason and how to mend it'
    from {{ ref('quarantine') }}
    where not is_kept

    union all

    select 2, 'Who they are', 1, 'Person records', count(*), cast(null as text)
    from {{ ref('client_link') }}
    where part_of is null

    union all

    select
        2, 'Who they are', 2, 'Clients', count(*),
        cast(count(case when source_count > 1 then 1 end) as text) || ' known to more than one source, '
        || cast(count(case when affiliate_count > 1 then 1 end) as text) || ' to more than one affiliate'
    from {{ ref('client') }}

    union all

    select 2, 'Who they are', 3, 'Pairs of clients who may be one person', count(*), 'they wait for a person: Who is who, or caseline review'
    from {{ ref('review_item') }}
    where kind = 'possible_same_client'

    union all

    select 2, 'Who they are', 4, 'Clients who may be two people', count(*), 'they wait for a person: Who is who, or caseline review'
    from {{ ref('review_item') }}
    where kind = 'possible_two_people'

    union all

    select 3, 'What notes say', 1, 'Notes', count(*), cast(null as text)
    from {{ ref('case_note') }}

    union all

    select
        3, 'What notes say', 2, 'Codes, each with its quote', count(*),
        'by ' || coalesce(min(coder), 'nobody') || case when min(coder) < max(coder) then ' and others' else '' end
    from {{ ref('code') }}

    union all

    select
        3, 'What notes say', 3, 'Quotes dropped', coalesce(sum(dropped_quotes), 0),
        'they did not stand in their note word for word, or left out a denial or the like'
    from {{ source('intelligence', 'note_coding') }}

    union all

    select
        3, 'What notes say', 4, 'Readings held back', count(*),
        'their skill agrees less with people than what was accepted: caseline evaluate SKILL'
    from {{ ref('reading') }}
    where is_held_back

    union all

    select 3, 'What notes say', 5, 'Risk flags a person should look at', count(*), cast(null as text)
    from {{ ref('review_item') }}
    where kind = 'risk_flag'

    union all

    select
        3, 'What notes say', 6, 'Open risks of the latest notes', count(*),
        coalesce(
            (
                select
                    {{ joined("danger || ' ' || cast(sure as text) || ' sure, ' || cast(possible as text) || ' possible'",
                        '; ', 'danger_rank') }}
                from (
                    select
                        danger, danger_rank, count(case when tier = 'sure' then 1 end) as sure,
                        count(case when tier = 'possible' then 1 end) as possible
                    from {{ ref('open_risk') }}
                    group by danger, danger_rank
                ) as by_danger
            ),
            'none'
        )
    from {{ ref('open_risk') }}

    union all

    select
        4, 'Reports', 1, 'Missing', count(*),
        'of ' || {{ counted_noun('count(distinct client_id)', 'client', 'clients') }}
    from {{ ref('missing') }}

    union all

    select
        4, 'Reports', 2, 'Unusual', count(*),
        'of ' || {{ counted_noun('count(distinct client_id)', 'client', 'clients') }}
    from {{ ref('unusual') }}

    union all

    select
        4, 'Reports', 3, 'Funder reports', count(distinct report_id),
        {{ counted_noun('count(*)', 'question', 'questions') }}
    from {{ source('framework', 'report_question') }}
    where report_id not in ('missing', 'unusual', 'comprehensive', 'aggregate')

    union all

    select
        4, 'Reports', 4, 'Figures', count(*),
        'each computed from its rows of reporting.evidence'
    from {{ ref('figure') }}
)

select
    section,
    item,
    cast(number as bigint) as value,
    note,
    section_order,
    item_order
from item
