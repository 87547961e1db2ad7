-- The labels that each measure has in this organisation's data.
select
    fact.measure,
    fact.label,
    max(fact.label_title) as label_title,
    count(*) as facts
from {{ ref('measure_fact') }} as fact
where fact.label is not null
group by fact.measure, fact.label
