-- What can be counted, in plain words.
select
    measure,
    title,
    meaning,
    counts,
    labels,
    unit
from {{ source('framework', 'measure') }}
