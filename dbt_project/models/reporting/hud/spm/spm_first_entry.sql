-- Measure 5: each client's first entry in the period into shelter, safe haven or transitional housing (5.1), and housing too
-- (5.2), and the latest stay in any of them within the two years before (step 4).
{% set metrics = [('5.1', 'not is_housing'), ('5.2', 'true')] %}
with entry as (
    {%- for question, is_counted in metrics %}
    select *, '{{ question }}' as question
    from {{ ref('spm_stay') }}
    where project_type <> 4 and entry_date >= period_start and {{ is_counted }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

first_entry as (
    select
        *,
        row_number() over (partition by report_id, question, client_id order by entry_date, length(enrollment_id), enrollment_id) as nth
    from entry
),

before as (
    select entered.report_id, entered.question, entered.client_id, max(stay.stay_id) as stay_id
    from first_entry as entered
    inner join {{ ref('spm_stay') }} as stay
        on entered.report_id = stay.report_id and entered.client_id = stay.client_id
    where
        entered.nth = 1
        and stay.project_type <> 4
        and stay.entry_date < entered.entry_date
        and coalesce(
            stay.exit_date >= greatest(entered.lookback_date, {{ days_after('entered.entry_date', -730) }}), true
        )
    group by entered.report_id, entered.question, entered.client_id
)

select entered.report_id, entered.question, entered.client_id, entered.stay_id, before.stay_id as stay_id_before
from first_entry as entered
left join before
    on entered.report_id = before.report_id
    and entered.question = before.question
    and entered.client_id = before.client_id
where entered.nth = 1
