-- What waits for a person: possible same clients, codes the coder was unsure of, and every risk flag.
with doubtful_pair as (
    select
        pair.*,
        one.client_id,
        one.affiliate_id,
        row_number() over (
            partition by least(one.client_id, other.client_id), greatest(one.client_id, other.client_id)
            order by pair.match_probability desc, pair.record_key_l, pair.record_key_r
        ) as likeliest
    from {{ source('record', 'identity_pair') }} as pair
    inner join {{ ref('client_link') }} as one on pair.record_key_l = one.record_key
    inner join {{ ref('client_link') }} as other on pair.record_key_r = other.record_key
    where pair.decision = 'review'
)

-- Ten forms of one person and ten of another are one question, not a hundred: the likeliest pair asks it.
select
    'pair:' || record_key_l || '|' || record_key_r as review_item_id,
    'possible_same_client' as kind,
    cast(client_id as text) as client_id,
    cast(affiliate_id as text) as affiliate_id,
    cast(null as text) as note_id,
    cast(null as text) as code_id,
    cast(null as text) as quote,
    cast(match_probability as double precision) as confidence,
    'Two records may be one person: ' || coalesce(evidence, 'no field stands out') || '.' as reason,
    'Write same or different for ' || record_key_l || ' and ' || record_key_r
    || ' in transformation/identity_rulings.csv.' as how_to_decide
from doubtful_pair
where likeliest = 1

union all

select
    'code:' || code_id as review_item_id,
    case when is_risk then 'risk_flag' else 'unsure_code' end as kind,
    client_id,
    affiliate_id,
    note_id,
    code_id,
    quote,
    confidence,
    case
        when is_risk then 'The note may show a risk: ' || code_title || '.'
        else 'The coder was unsure of "' || code_title || '" (' || skill_title || ').'
    end as reason,
    'Write accepted or overruled for this note, skill and code in transformation/code_rulings.csv.' as how_to_decide
from {{ ref('code') }}
where
    review_status = 'machine'
    and (is_risk or confidence < {{ setting_number('review_below_confidence', 0.6) }})
