-- What waits for a person: clients who may be one or two people, and codes to accept or overrule.
select
    'pair:' || record_key_l || '|' || record_key_r as review_item_id,
    case may_be when 'one' then 'possible_same_client' else 'possible_two_people' end as kind,
    client_id_l as client_id,
    case when affiliate_id_l = affiliate_id_r then affiliate_id_l end as affiliate_id,
    cast(null as text) as note_id,
    cast(null as text) as code_id,
    cast(null as text) as quote,
    match_probability as confidence,
    case may_be when 'one' then 'Two records may be one person: ' else 'One client may be two people: ' end
    || coalesce(evidence, 'no field stands out') || '.' as reason,
    'Rule same, different or unsure for ' || record_key_l || ' and ' || record_key_r
    || ', in the sheet that caseline review writes or in transformation/identity_rulings.csv.' as how_to_decide
from {{ ref('identity_review') }}
where ruling is null

union all

select
    'code:' || question_id as review_item_id,
    kind,
    client_id,
    affiliate_id,
    note_id,
    code_id,
    quote,
    confidence,
    '"' || code_title || '" (' || skill_title || '): ' || why as reason,
    'Rule accepted, overruled or unsure, in the sheet that caseline review writes or in transformation/code_rulings.csv.'
        as how_to_decide
from {{ ref('code_review') }}
where ruling is null
