{# Whom follow-up by rule asked, on the client who the record is now. -#}
select
    asked.about as follow_up_id,
    link.client_id,
    asked.affiliate as affiliate_id,
    asked.program as program_id,
    asked.form,
    asked.months,
    asked.due_on,
    asked.answered as is_answered,
    asked.stopped as wants_no_more,
    'link ' || cast(asked.first_link as text) as source_file
from {{ source('forms', 'asked_again') }} as asked
inner join {{ ref('client_link') }} as link
    on asked.source || ':' || asked.affiliate || ':' || asked.record = link.record_key
