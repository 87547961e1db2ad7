-- Point-in-Time count (PIT): who is in an emergency shelter, transitional housing or safe haven on the night, by household.
-- A stay is in one of them (hud_stay); what a household is, it is with those who are there that night.
{% set bed -%} case client.project_type when 2 then 'th' when 8 then 'sh' else 'es' end {%- endset %}
with client as (
    select
        client.*,
        max(case when client.is_veteran then 1 else 0 end) over (partition by client.report_id, client.household_id) = 1
            as is_in_veteran_household,
        -- people in transitional housing are not counted as chronically homeless
        client.chronic_status = 'yes' and client.project_type <> 2 as is_chronic,
        case client.sex when 0 then 'female' when 1 then 'male' when 8 then 'dk' when 9 then 'dk' else 'missing' end as sex_key
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hud_report_table') }} as wanted on client.report_id = wanted.report_id and wanted.question = 'P1'
)

{% for question, among, rows in [
    ('P1', "household_type = 'ac'", 'people'), ('P2', "household_type = 'ao'", 'people'), ('P3', "household_type = 'co'", 'people'),
    ('P4', "household_type = 'uk'", 'people'),
    ('P5', "is_in_veteran_household and household_type = 'ac'", 'veterans'),
    ('P6', "is_in_veteran_household and household_type = 'ao'", 'veterans'),
    ('P7', 'is_in_parenting_household', 'parenting'), ('P8', 'is_youth and not is_in_parenting_household', 'unaccompanied'),
] %}
{% for row, holds in {
    "'household'": 'is_hoh', "'person'": 'true', "'chronic_household'": 'is_chronic and is_hoh', "'chronic_person'": 'is_chronic',
}.items() %}
select {{ placed(question, row, bed, of='client.', record='client.stay_id') }} from client where {{ among }} and {{ holds }}
union all
{% endfor %}
{%- for row, holds in {
    'people': {"'age:' || age_band": 'true', "'race:' || race": 'true', "'sex:' || sex_key": 'true'},
    'veterans': {"'veteran'": 'is_veteran'},
    'parenting': {
        "'parent_under_18'": 'is_parenting_youth and is_child', "'parent_18_24'": 'is_parenting_youth and is_adult',
        "'child'": 'not is_parenting_youth and is_child',
    },
    'unaccompanied': {"'under_18'": 'is_child', "'18_24'": 'is_adult'},
}[rows].items() %}
select {{ placed(question, row, bed, of='client.', record='client.stay_id') }} from client where {{ among }} and {{ holds }}
union all
{% endfor %}
{% endfor %}
-- HIV counts as such; a mental illness or substance use where it lasts and impairs
select {{ placed('P9', 'condition.condition', bed,
    record="case condition.condition when 'hiv_aids' then condition.record_id else condition.lasting_record_id end", of='client.') }}
from client
inner join {{ ref('hud_condition') }} as condition
    on client.report_id = condition.report_id and client.client_id = condition.client_id and condition.stage = 'latest'
where client.is_adult and (condition.condition = 'hiv_aids' or condition.lasting_record_id is not null)
union all
select {{ placed('P9', "'fleeing'", bed, record='violence.record_id', of='client.') }}
from client
inner join {{ ref('hud_violence') }} as violence
    on client.report_id = violence.report_id and client.client_id = violence.client_id
where client.is_adult and violence.domestic_violence_survivor = 1 and violence.currently_fleeing = 1
