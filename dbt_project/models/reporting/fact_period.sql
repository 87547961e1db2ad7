-- The time that reports without dates of their own are about: from the first thing that counts to the day the data speak of.
select
    (select min(event_date) from {{ ref('measure_fact') }}) as first_day,
    as_of.as_of as last_day
from {{ ref('as_of') }} as as_of
