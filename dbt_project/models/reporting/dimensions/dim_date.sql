-- Every day of every year in which something happened or was due, so that a tool's calendar has no gaps in a year.
with happened as (
    select event_date as day from {{ ref('measure_fact') }}
    union
    select due_on from {{ ref('missing') }}
    union
    select happened_on from {{ ref('unusual') }}
    union
    select event_date from {{ ref('evidence') }}
),

year_of as (
    select distinct cast(extract(year from day) as integer) as year
    from happened
    where day is not null
),

day_of as (
    select make_date(year_of.year, 1, 1) + cast(nth.day as integer) as date, year_of.year
    from year_of
    cross join generate_series(0, 365) as nth(day)
)

select
    date,
    year,
    cast(extract(quarter from date) as integer) as quarter,
    cast(extract(month from date) as integer) as month,
    cast(year as text) || '-q' || cast(extract(quarter from date) as text) as year_quarter,
    substr(cast(date as text), 1, 7) as year_month
from day_of
where extract(year from date) = year
