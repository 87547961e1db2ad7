{# Of each field the value that most records support, then the one that most systems give, then the newest. -#}
{%- set fields = {
    'dob': 'dob_quality', 'sex': none, 'race_ethnicity': none, 'gender': none, 'veteran': none, 'phone': none,
    'email': none, 'zip': none,
} -%}
with person as (
    select link.client_id, link.part_of, person.*
    from {{ ref('client_link') }} as link
    inner join {{ ref('source_person') }} as person on link.record_key = person.record_key
),

held as (
    {%- for field, quality in fields.items() %}
    select
        client_id, '{{ field }}' as field, cast({{ field }} as text) as value,
        {{ "sum(" ~ support(quality) ~ ")" if quality else "count(*)" }} as support,
        count(distinct source || ':' || affiliate_id) as systems,
        max(recorded_on) as last_seen
    from person
    where {{ field }} is not null and not is_hashed{{ ' and part_of is null' if field not in ('phone', 'email') }}
    group by client_id, {{ field }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

ranked as (
    select
        client_id, field, value,
        row_number() over (
            partition by client_id, field
            order by support desc, systems desc, last_seen desc nulls last, {{ in_byte_order('value') }}
        ) as place
    from held
),

best as (
    select
        client_id
        {%- for field in fields %},
        max(case when field = '{{ field }}' then value end) as {{ field }}
        {%- endfor %}
    from ranked
    where place = 1
    group by client_id
)

select
    person.client_id,
    name.first_name,
    name.last_name,
    cast(best.dob as date) as dob,
    best.sex,
    best.race_ethnicity,
    best.gender,
    cast(best.veteran as boolean) as veteran,
    best.phone,
    best.email,
    best.zip,
    cast(count(distinct person.source) as integer) as source_count,
    cast(count(case when person.part_of is null then 1 end) as integer) as record_count,
    cast(count(distinct person.affiliate_id) as integer) as affiliate_count,
    min(person.recorded_on) as first_seen,
    min(case when person.is_anonymous then 1 else 0 end) = 1 as is_anonymous
from person
left join best on person.client_id = best.client_id
left join {{ ref('client_name') }} as name on person.client_id = name.client_id
group by
    person.client_id, name.first_name, name.last_name, best.dob, best.sex, best.race_ethnicity, best.gender,
    best.veteran, best.phone, best.email, best.zip
