{# Every person record as given, then cleaned, then without values that too many records share. -#}
with stays as (
    select
        affiliate_id,
        personal_id,
        household_id,
        last_permanent_street,
        last_permanent_city,
        last_permanent_state,
        last_permanent_zip,
        min(entry_date) over (partition by affiliate_id, personal_id) as first_entry,
        row_number() over (
            partition by affiliate_id, personal_id order by entry_date desc, enrollment_id desc
        ) as newest
    from {{ ref('hmis_enrollment') }}
    where not is_deleted
),

{# Survivors of domestic violence whom a provider for them serves, and nobody else: the law lets nobody identify them. #}
sheltered as (
    select enrollment.affiliate_id, enrollment.personal_id
    from {{ ref('hmis_enrollment') }} as enrollment
    left join {{ ref('hmis_project') }} as project
        on enrollment.affiliate_id = project.affiliate_id and enrollment.project_id = project.project_id
    left join {{ ref('hmis_organization') }} as provider
        on project.affiliate_id = provider.affiliate_id and project.organization_id = provider.organization_id
    where not enrollment.is_deleted
    group by enrollment.affiliate_id, enrollment.personal_id
    having min(case when provider.victim_service_provider = 1 then 1 else 0 end) = 1
),

hmis as (
    select
        client.record_key, 'hmis' as source, client.affiliate_id, client.personal_id as native_id,
        client.first_name, client.middle_name, client.last_name, client.name_suffix as suffix,
        cast(null as text) as full_name, client.dob,
        case
            when client.sex = 0 then 'F'
            when client.sex = 1 then 'M'
            when client.woman = 1 and client.man = 1 then 'X'
            when client.woman = 1 then 'F'
            when client.man = 1 then 'M'
            when client.non_binary = 1 or client.different_identity = 1 then 'X'
        end as sex,
        client.ssn, cast(null as text) as phone, cast(null as text) as email, stays.last_permanent_street as address,
        cast(null as text) as unit, stays.last_permanent_city as city, stays.last_permanent_state as state,
        stays.last_permanent_zip as zip, cast(null as text) as other_id, client.race_ethnicity, client.gender,
        case client.veteran_status when 1 then true when 0 then false end as veteran,
        coalesce(stays.first_entry, cast(client.date_created as date)) as recorded_on,
        {{ hmis_quality('client.name_data_quality') }} as name_quality,
        {{ hmis_quality('client.dob_data_quality') }} as dob_quality,
        {{ hmis_quality('client.ssn_data_quality') }} as ssn_quality,
        {{ record_key('hmis', 'client.affiliate_id', 'stays.household_id') }} as household_ref,
        cast(null as text) as person_ref,
        coalesce(client.name_data_quality = 9, false) or sheltered.personal_id is not null as is_protected,
        client.source_file, client.source_line
    from {{ ref('hmis_client') }} as client
    left join stays
        on client.affiliate_id = stays.affiliate_id and client.personal_id = stays.personal_id and stays.newest = 1
    left join sheltered
        on client.affiliate_id = sheltered.affiliate_id and client.personal_id = sheltered.personal_id
    where not client.is_deleted
),

households as (
    select affiliate_id, account_id
    from {{ ref('crm_contact') }}
    where not is_deleted and account_id is not null
    group by affiliate_id, account_id
    having count(*) between 2 and 15
),

{# Salesforce also holds staff, donors and volunteers: a contact is a client who is marked so, or was served. #}
served as (
    select affiliate_id, contact from {{ ref('crm_program_engagement') }} where {{ is_client_role('role') }}
    union
    select affiliate_id, contact from {{ ref('crm_service_delivery') }}
    union
    select affiliate_id, contact from {{ ref('crm_note_subject') }}
    union
    select contact.affiliate_id, contact.id
    from {{ ref('form_submission') }} as form
    inner join {{ ref('crm_contact') }} as contact on form.refers_to_person = contact.record_key
),

{# The phones of a contact, the mobile first, each once. #}
crm_phone as (
    select record_key, phone, row_number() over (partition by record_key order by place) as nth
    from (
        select record_key, phone, min(place) as place
        from (
            {%- for column in ['mobile_phone', 'phone', 'home_phone', 'other_phone'] %}
            select record_key, {{ clean_phone(column) }} as phone, {{ loop.index }} as place from {{ ref('crm_contact') }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ) as written
        where phone is not null
        group by record_key, phone
    ) as different
),

crm as (
    select
        contact.record_key, 'crm' as source, contact.affiliate_id, contact.id as native_id,
        contact.first_name, contact.middle_name, contact.last_name, contact.suffix,
        contact.name as full_name, contact.birthdate as dob, {{ clean_sex('contact.gender') }} as sex,
        coalesce(contact.ssn, contact.ssn_last_four) as ssn,
        crm_phone.phone,
        contact.email, contact.mailing_street as address, cast(null as text) as unit, contact.mailing_city as city,
        contact.mailing_state as state, contact.mailing_postal_code as zip, cast(null as text) as other_id,
        contact.race_ethnicity, contact.gender, {{ safe_boolean('contact.veteran') }} as veteran,
        cast(coalesce(contact.created_date, contact.last_modified_date) as date) as recorded_on,
        cast(null as text) as name_quality, cast(null as text) as dob_quality, cast(null as text) as ssn_quality,
        {{ record_key('crm', 'contact.affiliate_id', 'households.account_id') }} as household_ref,
        {{ record_key('hmis', 'contact.affiliate_id', 'contact.hmis_id') }} as person_ref,
        coalesce({{ safe_boolean('contact.protected') }}, false) as is_protected,
        contact.source_file, contact.source_line
    from {{ ref('crm_contact') }} as contact
    left join households
        on contact.affiliate_id = households.affiliate_id and contact.account_id = households.account_id
    left join served on contact.affiliate_id = served.affiliate_id and contact.id = served.contact
    left join crm_phone on contact.record_key = crm_phone.record_key and crm_phone.nth = 1
    where not contact.is_deleted and (coalesce(contact.is_client, true) or served.contact is not null)
),

{# Somebody with several phones, emails or numbers is found by each: a record a further value, of the same person. -#}
crm_also as (
    select
        crm.record_key || '#also/' || crm_phone.nth as record_key, crm.source, crm.affiliate_id,
        crm.native_id, crm.first_name, crm.middle_name, crm.last_name,
        crm.suffix, crm.full_name, crm.dob, crm.sex, crm.ssn, crm_phone.phone, crm.email, crm.address, crm.unit,
        crm.city, crm.state, crm.zip, crm.other_id, crm.race_ethnicity, crm.gender, crm.veteran, crm.recorded_on,
        crm.name_quality, crm.dob_quality, crm.ssn_quality, cast(null as text) as household_ref,
        crm.record_key as person_ref, crm.is_protected, crm.source_file, crm.source_line
    from crm
    inner join crm_phone on crm.record_key = crm_phone.record_key and crm_phone.nth > 1
),

forms as (
    select
        record_key, 'forms' as source, affiliate_id, instance_key as native_id,
        first_name, middle_name, last_name, suffix, full_name, {{ safe_date('dob') }} as dob,
        {{ clean_sex('coalesce(sex, gender)') }} as sex,
        ssn, {{ nth_value('phone', 1) }} as phone, {{ nth_value('email', 1) }} as email, address, unit, city, state,
        zip, {{ nth_value('other_id', 1) }} as other_id, race_ethnicity, gender,
        {{ safe_boolean('veteran') }} as veteran, submitted_on as recorded_on,
        cast(null as text) as name_quality, cast(null as text) as dob_quality, cast(null as text) as ssn_quality,
        {{ record_key('forms', 'affiliate_id', 'household_id') }} as household_ref,
        person_ref,
        coalesce({{ safe_boolean('protected') }}, false) as is_protected,
        source_file, source_line
    from {{ ref('form_person') }}
    {%- for nth in range(2, 6) %}
    union all
    select
        record_key || '#also/{{ nth }}', 'forms', affiliate_id, instance_key,
        first_name, middle_name, last_name, suffix, full_name, {{ safe_date('dob') }},
        {{ clean_sex('coalesce(sex, gender)') }}, ssn, {{ nth_value('phone', nth) }}, {{ nth_value('email', nth) }},
        address, unit, city, state, zip, {{ nth_value('other_id', nth) }}, race_ethnicity, gender,
        {{ safe_boolean('veteran') }}, submitted_on, cast(null as text), cast(null as text), cast(null as text),
        cast(null as text), record_key, coalesce({{ safe_boolean('protected') }}, false), source_file, source_line
    from {{ ref('form_person') }}
    where coalesce({{ nth_value('phone', nth) }}, {{ nth_value('email', nth) }}, {{ nth_value('other_id', nth) }})
        is not null
    {%- endfor %}
),

given as (
    select * from hmis
    union all
    select * from crm
    union all
    select * from crm_also
    union all
    select * from forms
),

named as (
    select
        given.*,
        is_protected or {{ is_withheld("concat_ws(' ', first_name, last_name, full_name)") }} as is_withheld,
        {{ matches("lower(concat_ws(' ', first_name, last_name))", '^[0-9a-f]{32,}') }} as is_hashed,
        {{ clean_name('coalesce(first_name, ' ~ part_of_full_name('first') ~ ')') }} as given_name,
        {{ clean_name('coalesce(last_name, ' ~ part_of_full_name('last') ~ ')') }} as family_name
    from given
),

cleaned as (
    select
        record_key, source, affiliate_id, native_id,
        case when not {{ is_nobody('given_name', 'family_name') }} then given_name end as first_name,
        {{ clean_name('middle_name') }} as middle_name,
        case when not {{ is_nobody('given_name', 'family_name') }} then family_name end as last_name,
        nullif(trim(suffix), '') as suffix,
        {{ clean_dob('dob', "coalesce(dob_quality, '')", "coalesce(recorded_on, date '9999-12-31')") }} as dob,
        sex,
        {{ clean_ssn('ssn', "coalesce(ssn_quality, '')") }} as ssn,
        {{ clean_phone('phone') }} as phone,
        {{ clean_email('email') }} as email,
        nullif(trim(address), '') as address, nullif(trim(unit), '') as unit, nullif(trim(city), '') as city,
        nullif(trim(state), '') as state, {{ clean_zip('zip') }} as zip, nullif(trim(other_id), '') as other_id,
        {{ clean_race_ethnicity('race_ethnicity') }} as race_ethnicity, {{ clean_gender('gender') }} as gender,
        veteran, is_hashed, is_withheld, recorded_on, name_quality, dob_quality, ssn_quality, household_ref,
        person_ref, source_file, source_line
    from named
),

{# A value that stands in many records of differently named people was typed to get past a form. #}
worn_out_dobs as (
    select dob
    from cleaned
    where dob is not null
    group by dob
    having count(distinct lower(last_name)) >= 15
        and count(*) > 20.0 * (
            select count(dob) / cast(greatest(count(distinct dob), 1) as double precision) from cleaned
        )
),

worn_out_ssns as (
    select ssn
    from cleaned
    where length(ssn) = 9 and ssn not like 'x%'
    group by ssn
    having count(distinct lower(last_name)) >= 4 and count(distinct dob) >= 4
),

known as (
    select
        record_key, source, affiliate_id, native_id, first_name, middle_name, last_name, suffix,
        case when worn_out_dobs.dob is null then cleaned.dob end as dob,
        sex,
        case when worn_out_ssns.ssn is null then cleaned.ssn end as ssn,
        phone, email, address, unit, city, state, zip, other_id, race_ethnicity, gender, veteran, is_hashed,
        is_withheld as is_protected, recorded_on, name_quality, dob_quality, ssn_quality, household_ref,
        case when person_ref <> record_key then person_ref end as person_ref,
        source_file, source_line
    from cleaned
    left join worn_out_dobs on cleaned.dob = worn_out_dobs.dob
    left join worn_out_ssns on cleaned.ssn = worn_out_ssns.ssn
)

select
    *,
    (last_name is null or first_name is null)
        and (ssn is null or ssn like 'x%')
        and phone is null and email is null and other_id is null
        and (dob is null or coalesce(first_name, last_name) is null) as is_anonymous
from known
