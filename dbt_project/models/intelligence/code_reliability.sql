-- Of each code how well its reader finds such codes, where that is known (reliability), and whether it is counted in what
-- is shared outside: a person accepted it, or it is read reliably.
select
    code.code_id,
    code.client_id,
    code.skill,
    code.code,
    code.value,
    reliability.code_title,
    reliability.f1,
    reliability.in_words,
    coalesce(code.review_status = 'accepted' or reliability.counts_outside, false) as counts_outside
from {{ ref('code') }} as code
left join {{ ref('reliability') }} as reliability
    on {{ is_coding_of('code', 'reliability') }}
