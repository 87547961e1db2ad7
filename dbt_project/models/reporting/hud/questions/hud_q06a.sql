-- Q6a Personally identifying information: the one error that each element of a client has.
with checked as (
    select
        client.report_id, client.client_id,
        {{ record_key('hmis_client', 'client.affiliate_id', 'client.personal_id') }} as record_id,
        case
            when person.name_data_quality in (8, 9) then 'dk'
            when person.first_name is null or person.last_name is null then 'missing'
            when client.version <> 'fy2022' and person.name_data_quality = 99 then 'missing'
            when person.name_data_quality = 2 then 'issue'
        end as name,
        case
            when person.ssn_data_quality in (8, 9) then 'dk'
            when person.ssn_data_quality = 99 or person.ssn is null then 'missing'
            when person.ssn_data_quality = 2 or not {{ is_possible_ssn('person.ssn') }} then 'issue'
        end as ssn,
        case
            when client.dob is null then case when client.dob_data_quality in (8, 9) then 'dk' else 'missing' end
            when client.dob_data_quality = 2 or client.dob_data_quality in (8, 9) then 'issue'
            when client.dob_data_quality = 99 and client.version <> 'fy2022' then 'issue'
            when client.dob < date '1915-01-01' then 'issue'
            -- since FY2024 "the record" is the client's
            when client.dob > cast(case when client.version >= 'fy2024' then person.date_created else client.entry_recorded_at end as date)
                then 'issue'
            when (client.is_adult or client.is_hoh) and client.dob >= client.entry_date then 'issue'
        end as dob,
        -- since FY2024 an answer that was not given counts, and what is missing, even with a race
        case when client.version >= 'fy2024' and person.race_none = 99 then 'missing' else client.race end as race,
        case when client.version < 'fy2024' then client.ethnicity end as ethnicity,
        case when client.version < 'fy2026' then client.gender end as gender
    from {{ ref('hud_client') }} as client
    inner join {{ ref('hmis_client') }} as person
        on client.affiliate_id = person.affiliate_id and client.personal_id = person.personal_id
    where client.in_quality
),

error as (
    {%- for element in ['name', 'ssn', 'dob', 'race', 'ethnicity', 'gender'] %}
    select report_id, client_id, record_id, '{{ element }}' as element, {{ element }} as error
    from checked
    where {{ element }} in ('dk', 'missing', 'issue')
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select {{ placed('Q6a', 'element', 'error', record='record_id') }} from error
union all
select distinct {{ placed('Q6a', "'overall'", "'error'", record='record_id') }} from error
union all
select {{ placed('Q6a', "'any'", "'base'", record='record_id') }} from checked
