-- Q24 (Q24a since FY2024) Housing assessment at exit from homelessness prevention; since FY2024 Q24b moving-on assistance,
-- and in that version Q24c sexual orientation and Q24d the languages that need translation.
{%- set assessed = "case when housing_assessment = 1 and subsidy_information between 1 and 4 then '1:' || cast(subsidy_information as text)
        when housing_assessment = 2 and subsidy_information in (11, 1) then '2:with'
        when housing_assessment = 2 and subsidy_information in (12, 2) then '2:without'
        when housing_assessment in (3, 4, 5, 6, 7, 10) then cast(housing_assessment as text)
        when housing_assessment in (8, 9) then 'dk' else 'missing' end" %}
with assisted as (
    select
        client.report_id, client.client_id, client.household_type, service.type_provided,
        {{ record_key('hmis_service', 'service.affiliate_id', 'service.services_id') }} as record_id,
        row_number() over (
            partition by client.report_id, client.client_id order by service.date_provided desc, service.services_id desc
        ) as nth
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hmis_service') }} as service
        on client.affiliate_id = service.affiliate_id and client.enrollment_id = service.enrollment_id
    where
        client.project_type = 3
        and client.is_hoh
        and service.record_type = 300
        and service.type_provided between 1 and 5
        and service.date_provided <= client.period_end
        and not service.is_deleted
)

{% for question in ['Q24', 'Q24a'] -%}
select {{ placed(question, assessed, 'household_type', record='exit_record_id') }} from {{ ref('hud_client') }}
where project_type = 12 and is_leaver
union all
{% endfor -%}
select {{ placed('Q24b', 'cast(type_provided as text)', 'household_type', record='record_id') }} from assisted
where nth = 1
union all
select {{ placed(
    'Q24c',
    "case when sexual_orientation between 1 and 6 then cast(sexual_orientation as text)
        when sexual_orientation in (8, 9) then 'dk' else 'missing' end",
    'household_type',
) }}
from {{ ref('hud_client') }}
where project_type = 3 and (is_adult or is_hoh)
union all
select {{ placed('Q24d', "coalesce('rank:' || cast(language.rank as text), 'different')", "'persons'", of='client.', record='client.stay_id') }}
from {{ ref('hud_client') }} as client
left join {{ ref('hud_language') }} as language
    on client.report_id = language.report_id and client.preferred_language = language.preferred_language
where client.is_hoh and client.translation_needed = 1
