-- Q13a-c Conditions at start, exit and latest, and how many; Q25e and Q26e the same of veterans and of chronically
-- homeless people.
with client as (
    select
        *,
        case
            when household_type <> 'ac' then household_type
            when is_adult then 'ac_adults'
            when is_child then 'ac_children'
            else 'uk'
        end as household_column
    from {{ ref('hud_client') }}
),

counted as (
    select
        report_id, client_id, stage,
        sum(case when condition = 'alcohol_and_drug' and is_old = 0 then 2 else 1 end) as conditions
    from (
        select condition.*, case when client.version = 'fy2022' then 1 else 0 end as is_old
        from {{ ref('hud_condition') }} as condition
        inner join client on condition.report_id = client.report_id and condition.client_id = client.client_id
    ) as named
    group by report_id, client_id, stage
)

{% for question, stage, among in [('Q13a', 'start', 'true'), ('Q13b', 'exit', 'is_leaver'), ('Q13c', 'latest', 'not is_leaver')] %}
select {{ placed(question ~ '1', 'condition.condition', 'client.household_column', record='condition.record_id', of='client.') }}
from client
inner join {{ ref('hud_condition') }} as condition
    on client.report_id = condition.report_id and client.client_id = condition.client_id and condition.stage = '{{ stage }}'
union all
select {{ placed(
    question ~ '2',
    "case when counted.conditions >= 3 then '3-' when counted.conditions is not null then cast(counted.conditions as text)
        when client.disabling_condition = 0 then 'none' when client.disabling_condition = 1 then 'unknown'
        when client.disabling_condition in (8, 9) then 'dk' else 'missing' end",
    'client.household_column', of='client.',
) }}
from client
left join counted on client.report_id = counted.report_id and client.client_id = counted.client_id and counted.stage = '{{ stage }}'
where {{ among }}
union all
{% endfor %}
{% for question, among in [('Q25e', 'client.is_veteran'), ('Q26e', "client.chronic_status = 'yes'")] %}
select {{ placed(question, 'condition.condition', 'condition.stage', record='condition.record_id', of='client.') }}
from client
inner join {{ ref('hud_condition') }} as condition
    on client.report_id = condition.report_id and client.client_id = condition.client_id
where {{ among }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
