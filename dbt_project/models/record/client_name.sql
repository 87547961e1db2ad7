{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- The name of each client as one record writes it and as most records support it. A record supports a name by each of
-- its two parts, in either order, however they are spelt.
with named as (
    select
        link.client_id,
        person.first_name,
        person.last_name,
        coalesce({{ folded_name('person.first_name') }}, '') as first_key,
        coalesce({{ folded_name('person.last_name') }}, '') as last_key,
        lower(concat_ws(' ', person.first_name, person.last_name)) as small,
        concat_ws(' ', person.first_name, person.last_name) as written,
        person.source || ':' || person.affiliate_id as system,
        person.recorded_on,
        {{ support('person.name_quality') }} as support
    from {{ ref('client_link') }} as link
    inner join {{ ref('source_person') }} as person on link.record_key = person.record_key
    where coalesce(person.first_name, person.last_name) is not null and not person.is_hashed and link.part_of is null
),

part as (
    select client_id, part, sum(support) as support
    from (
        select client_id, first_key as part, support from named
        union all
        select client_id, last_key as part, support from named
        where last_key <> first_key
    ) as every_part
    where part <> ''
    group by client_id, part
),

weighed as (
    select
        named.*,
        least({{ in_byte_order('named.first_key') }}, {{ in_byte_order('named.last_key') }}) as one_part,
        greatest({{ in_byte_order('named.first_key') }}, {{ in_byte_order('named.last_key') }}) as other_part,
        coalesce(first_part.support, 0) + coalesce(last_part.support, 0) as parts_support,
        sum(named.support) over (partition by named.client_id, named.first_key)
            + sum(named.support) over (partition by named.client_id, named.last_key) as order_support,
        count(*) over (partition by named.client_id, named.small) as small_times
    from named
    left join part as first_part on named.client_id = first_part.client_id and named.first_key = first_part.part
    left join part as last_part on named.client_id = last_part.client_id and named.last_key = last_part.part
),

name as (
    select
        client_id, one_part, other_part,
        row_number() over (
            partition by client_id
            order by
                -- half a name is shown only where nobody knows the whole
                case when one_part = '' then 1 else 0 end,
                max(parts_support) desc,
                sum(support) desc,
                count(distinct system) desc,
                max(recorded_on) desc nulls last,
                min({{ in_byte_order('small') }}),
                {{ in_byte_order('one_part') }},
                {{ in_byte_order('other_part') }}
        ) as place
    from weighed
    group by client_id, one_part, other_part
),

spelling as (
    select
        weighed.client_id, weighed.first_name, weighed.last_name,
        row_number() over (
            partition by weighed.client_id
            order by
                max(weighed.order_support) desc,
                max(case when weighed.written in (upper(weighed.written), weighed.small) then 1 else 0 end),
                -- accents get lost on the way and are not made up
                max(case
                    when weighed.small_times > 1 then length({{ replace_pattern('weighed.small', '[ -~]', '') }}) else 0
                end) desc,
                sum(weighed.support) desc,
                max(weighed.recorded_on) desc nulls last,
                max({{ in_byte_order('weighed.written') }}),
                {{ in_byte_order('weighed.first_name') }},
                {{ in_byte_order('weighed.last_name') }}
        ) as place
    from weighed
    inner join name
        on weighed.client_id = name.client_id
        and weighed.one_part = name.one_part
        and weighed.other_part = name.other_part
        and name.place = 1
    group by weighed.client_id, weighed.first_name, weighed.last_name
)

select client_id, first_name, last_name
from spelling
where place = 1
