{# One question for each two clients who may be one person, and for each client who may be two, with both records side
   by side. Ten forms of one person
   and ten of another are one question, not a hundred: the likeliest pair asks it, or the one that somebody was unsure
   of. Questions that hang together through a client make one group, to be answered in one go. -#}
{%- set fields = ['source', 'affiliate_id', 'first_name', 'middle_name', 'last_name', 'suffix', 'dob', 'sex', 'phone',
    'email', 'address', 'city', 'zip', 'recorded_on'] -%}
with ruled as (
    select
        least(record_key_a, record_key_b) as record_key_l,
        greatest(record_key_a, record_key_b) as record_key_r,
        max(reason) as reason,
        max(decided_by) as decided_by,
        max(decided_on) as decided_on
    from {{ source('framework', 'identity_ruling') }}
    where ruling = 'unsure'
    group by least(record_key_a, record_key_b), greatest(record_key_a, record_key_b)
),

doubtful as (
    select
        pair.*,
        case when one.client_id = other.client_id then 'two' else 'one' end as may_be,
        coalesce(pair.review_group, least(one.client_id, other.client_id)) as asked_with,
        one.client_id as client_id_l,
        other.client_id as client_id_r,
        case when ruled.record_key_l is not null then 'unsure' end as ruling,
        ruled.reason,
        ruled.decided_by,
        ruled.decided_on,
        row_number() over (
            partition by least(one.client_id, other.client_id), greatest(one.client_id, other.client_id)
            order by
                case when ruled.record_key_l is not null then 0 else 1 end,
                pair.match_probability desc, pair.record_key_l, pair.record_key_r
        ) as likeliest
    from {{ source('record', 'identity_pair') }} as pair
    inner join {{ ref('client_link') }} as one on pair.record_key_l = one.record_key
    inner join {{ ref('client_link') }} as other on pair.record_key_r = other.record_key
    left join ruled
        on least(pair.record_key_l, pair.record_key_r) = ruled.record_key_l
        and greatest(pair.record_key_l, pair.record_key_r) = ruled.record_key_r
    where
        pair.review_group is not null
        or (pair.decision = 'review' and ruled.record_key_l is not null)
)

select
    doubtful.record_key_l,
    doubtful.record_key_r,
    cast(doubtful.asked_with as text) as review_group,
    doubtful.may_be,
    cast(row_number() over (
        partition by doubtful.may_be, doubtful.asked_with
        order by doubtful.match_probability desc, doubtful.record_key_l, doubtful.record_key_r
    ) as integer) as question,
    cast(doubtful.client_id_l as text) as client_id_l,
    cast(doubtful.client_id_r as text) as client_id_r,
    cast(doubtful.match_probability as double precision) as match_probability,
    doubtful.evidence,
    doubtful.field_weights_json,
    doubtful.waits_because,
    doubtful.ruling,
    doubtful.reason,
    doubtful.decided_by,
    doubtful.decided_on
    {%- for field in fields %},
    one.{{ field }} as {{ field }}_l,
    other.{{ field }} as {{ field }}_r
    {%- endfor %},
    right(one.ssn, 4) as ssn_last_four_l,
    right(other.ssn, 4) as ssn_last_four_r
from doubtful
inner join {{ ref('source_person') }} as one on doubtful.record_key_l = one.record_key
inner join {{ ref('source_person') }} as other on doubtful.record_key_r = other.record_key
where doubtful.likeliest = 1
