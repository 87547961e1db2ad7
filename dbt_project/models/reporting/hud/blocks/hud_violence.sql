-- The latest answer on domestic violence of each client's stay (R30).
with answered as (
    select
        client.report_id, client.client_id,
        answer.domestic_violence_survivor, answer.when_occurred, answer.currently_fleeing,
        {{ record_key('hmis_health_and_dv', 'answer.affiliate_id', 'answer.health_and_dv_id') }} as record_id,
        row_number() over (
            partition by client.report_id, client.client_id
            order by answer.information_date desc, answer.date_updated desc nulls last, answer.health_and_dv_id
        ) as nth
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hmis_health_and_dv') }} as answer
        on client.affiliate_id = answer.affiliate_id and client.enrollment_id = answer.enrollment_id
    where
        not answer.is_deleted
        and answer.information_date <= client.period_end
        and answer.domestic_violence_survivor is not null
)

select report_id, client_id, domestic_violence_survivor, when_occurred, currently_fleeing, record_id
from answered
where nth = 1
