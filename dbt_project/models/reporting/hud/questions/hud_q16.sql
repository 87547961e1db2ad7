-- Q16 Monthly income, of adults at start, annual assessment (stayers) and exit (leavers).
with asked as (
    {{ clients_with_income() }}
    where client.is_adult
)

select {{ placed(
    'Q16',
    "coalesce(lacks, case when total_income is null then income_kind when total_income = 0 then '0'
        when total_income <= 150 then '1-150' when total_income <= 250 then '-250' when total_income <= 500 then '-500'
        when total_income <= 1000 then '-1000' when total_income <= 1500 then '-1500' when total_income <= 2000 then '-2000'
        else 'more' end)",
    'stage', 'total_income', "coalesce(record_id, stay_id)",
) }}
from asked
