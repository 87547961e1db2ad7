-- The comprehensive report and every funder's report, question by question, each as one select:
--   select question, row_label, value, sentence, example_quote from reporting.comprehensive
--   where report_id = 'city_housing' order by sort_order
with cited as (
    select
        figure_id,
        count(distinct case when role = 'counted' then record_type || ':' || record_id end) as records,
        count(distinct case when role in ('counted', 'context') then note_id end) as notes
    from {{ ref('evidence') }}
    group by figure_id
)

select
    figure.figure_id,
    figure.report as report_id,
    report.title as report_title,
    report.funder,
    figure.section,
    asked.position,
    figure.question_id,
    figure.question,
    figure.row_label,
    figure.column_label,
    figure.count,
    figure.value,
    figure.numerator,
    figure.denominator,
    case figure.count
        when 'clients' then 'clients'
        when 'events' then 'records'
        when 'percent' then '%'
        else figure.unit
    end as unit,
    figure.sentence,
    proposed.quote as example_quote,
    cast(coalesce(cited.records, 0) as integer) as cited_records,
    cast(coalesce(cited.notes, 0) as integer) as cited_notes,
    figure.period_start,
    figure.period_end,
    figure.sort_order,
    figure.caution
from {{ ref('figure') }} as figure
inner join {{ source('framework', 'report') }} as report on figure.report = report.report_id
inner join {{ source('framework', 'report_question') }} as asked
    on figure.report = asked.report_id and figure.question_id = asked.question_id
left join {{ ref('proposed_quote') }} as proposed on figure.figure_id = proposed.figure_id and proposed.position = 1
left join cited on figure.figure_id = cited.figure_id
where figure.report not in ('missing', 'unusual', 'aggregate')
