-- Measure 7: who left street outreach (7a.1), who left shelter, safe haven, transitional or rapid re-housing or other housing
-- without moving in (7b.1), and who stayed in other housing or left it after moving in (7b.2). One row per client and metric.
{% set metrics = [
    ('7a.1', 'project_type = 4'), ('7b.1', 'project_type <> 4'), ('7b.2', 'project_type in (3, 9, 10)'),
] %}
with stay as (
    {%- for question, is_counted in metrics %}
    select *, '{{ question }}' as question
    from {{ ref('spm_stay') }}
    where {{ is_counted }} and coalesce(exit_date >= period_start, true)
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

-- an open stay makes a stayer, of whom the one begun last counts; of a leaver the one left last
ranked as (
    select
        *,
        row_number() over (
            partition by report_id, question, client_id
            order by
                case when exit_date is null then entry_date end desc nulls last, exit_date desc, length(enrollment_id), enrollment_id
        ) as nth
    from stay
)

select
    report_id, question, client_id, coalesce(exit_record_id, stay_id) as record_id,
    case
        when exit_date is null then 'stayed'
        when went_home then 'permanent'
        when destination in (101, 118, 204, 205, 215, 225, 302, 312, 313, 314, 327, 332) then 'temporary'
        when destination in (8, 9, 30, 99) or destination is null then 'unknown'
        else 'elsewhere'
    end as outcome
from ranked
where
    nth = 1
    and not is_destination_excluded
    and case question
        when '7a.1' then exit_date is not null
        when '7b.1' then exit_date is not null and not (project_type in (3, 9, 10) and moved_in_on is not null)
        else moved_in_on is not null
    end
