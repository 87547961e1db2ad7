-- Q25a, b Veterans and Q26a, b chronic homelessness, of persons and of households; Q27b parenting youth.
with household as (
    select
        report_id, household_id,
        count(case when is_adult then 1 end) as adults,
        count(case when is_veteran and chronic_status = 'yes' then 1 end) as chronic_veterans,
        count(case when is_veteran then 1 end) as veterans,
        count(case when is_adult and veteran_status = 0 then 1 end) as not_veterans,
        count(case when is_adult and veteran_status in (8, 9) then 1 end) as unknown_veterans,
        min(case chronic_status when 'yes' then 1 when 'no' then 2 when 'dk' then 3 else 4 end) as strongest
    from {{ ref('hud_client') }}
    group by report_id, household_id
),

client as (
    select
        client.*, household.adults, household.chronic_veterans, household.veterans, household.not_veterans,
        household.unknown_veterans, household.strongest,
        case when head_of.age < 18 then 'minor' else 'young' end as age_of_head
    from {{ ref('hud_client') }} as client
    inner join household on client.report_id = household.report_id and client.household_id = household.household_id
    left join {{ ref('hud_client') }} as head_of
        on client.report_id = head_of.report_id and client.household_id = head_of.household_id and head_of.is_hoh
)

select {{ placed(
    'Q25a',
    "case when is_veteran and chronic_status = 'yes' then 'chronic' when is_veteran then 'veteran'
        when veteran_status = 0 then 'no' when veteran_status in (8, 9) then 'dk' else 'missing' end",
    'household_type',
) }}
from client where is_adult
union all
select {{ placed(
    'Q25b',
    "case when chronic_veterans > 0 then 'chronic' when veterans > 0 then 'veteran' when not_veterans = adults then 'no'
        when unknown_veterans > 0 then 'dk' else 'missing' end",
    'household_type',
) }}
from client where is_hoh and household_type <> 'co' and adults > 0
union all
select {{ placed('Q26a', "case strongest when 1 then 'yes' when 2 then 'no' when 3 then 'dk' else 'missing' end", 'household_type') }}
from client where is_hoh
union all
select {{ placed('Q26b', 'chronic_status', 'household_type') }} from client
union all
{% for column, condition in {
    'parents': 'is_hoh or is_adult', 'children': 'relationship_to_hoh = 2 and is_child', 'persons': 'true', 'households': 'is_hoh',
}.items() %}
select {{ placed('Q27b', 'age_of_head', "'" ~ column ~ "'") }} from client where is_in_parenting_household and ({{ condition }})
{% if not loop.last %}union all{% endif %}
{% endfor %}
