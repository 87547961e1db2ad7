{# What systems stamped themselves comes first: a day that a person typed may be a slip into the future. One file far
   from all others does not set the day, unless nothing else is there. -#}
with candidate as (
    select {{ safe_date('value') }} as day, 'organization.yml' as set_by, 1 as preference
    from {{ source('framework', 'setting') }}
    where name = 'as_of'

    union all

    select day, file as set_by, case when is_stamped and not is_far then 2 when is_stamped then 3 else 4 end as preference
    from {{ ref('newest_day') }}
),

preferred as (
    select
        day,
        set_by,
        row_number() over (order by preference, day desc, set_by) as place
    from candidate
    where day is not null
)

select day as as_of, set_by
from preferred
where place = 1
union all
select date '1900-01-01' as as_of, cast(null as text) as set_by
where not exists (select 1 from preferred)
