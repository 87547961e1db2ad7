-- What waits for a person: possible same clients, codes the coder was unsure of, and every risk flag.
select
    'pair:' || pair.record_key_l || '|' || pair.record_key_r as review_item_id,
    'possible_same_client' as kind,
    cast(link.client_id as text) as client_id,
    cast(link.affiliate_id as text) as affiliate_id,
    cast(null as text) as note_id,
    cast(null as text) as code_id,
    cast(null as text) as quote,
    cast(pair.match_probability as double precision) as confidence,
    'Two records may be one person: ' || coalesce(pair.evidence, 'no field stands out') || '.' as reason,
    'Write same or different for ' || pair.record_key_l || ' and ' || pair.record_key_r
    || ' in transformation/identity_rulings.csv.' as how_to_decide
from {{ source('record', 'identity_pair') }} as pair
left join {{ ref('client_link') }} as link on pair.record_key_l = link.record_key
where pair.decision = 'review'

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
