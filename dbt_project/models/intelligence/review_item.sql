-- What waits for a person: possible same clients, codes the coder was unsure of, and every risk flag.
select
    'pair:' || record_key_l || '|' || record_key_r as review_item_id,
    'possible_same_client' as kind,
    client_id_l as client_id,
    cast(affiliate_id_l as text) as affiliate_id,
    cast(null as text) as note_id,
    cast(null as text) as code_id,
    cast(null as text) as quote,
    match_probability as confidence,
    'Two records may be one person: ' || coalesce(evidence, 'no field stands out') || '.' as reason,
    'Rule same, different or unsure for ' || record_key_l || ' and ' || record_key_r
    || ', in the sheet that caseline review writes or in transformation/identity_rulings.csv.' as how_to_decide
from {{ ref('identity_review') }}
where ruling is null

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
