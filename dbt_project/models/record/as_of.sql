{# What the organisation says; otherwise the newest day that a system stamped and that something else speaks for; where
   nothing does, the newest that a system stamped, and then that a person typed. -#}
with candidate as (
    select {{ safe_date('value') }} as day, 'organization.yml' as set_by, 1 as preference
    from {{ source('framework', 'setting') }}
    where name = 'as_of'

    union all

    select supported, file, 2 from {{ ref('newest_day') }}

    union all

    select stamped, file, 3 from {{ ref('newest_day') }}

    union all

    select day, file, 4 from {{ ref('newest_day') }}

    union all

    select date '1900-01-01', 'no file', 5
),

preferred as (
    select
        day,
        set_by,
        row_number() over (order by preference, day desc, {{ in_byte_order('set_by') }}) as place
    from candidate
    where day is not null
)

select day as as_of, set_by
from preferred
where place = 1
