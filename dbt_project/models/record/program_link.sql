{# A source's name for a program is looked up in the organisation's map, then among its programs; a name that is in
   neither becomes a program of its own. An index of documents may use any system's name. -#}
with named as (
    select 'hmis' as source, affiliate_id, project_id as native_id, project_name as name, project_type
    from {{ ref('hmis_project') }}
    union all
    select distinct
        'hmis' as source, stay.affiliate_id, stay.project_id as native_id,
        'HMIS project ' || stay.project_id as name, cast(null as integer) as project_type
    from {{ ref('hmis_enrollment') }} as stay
    left join {{ ref('hmis_project') }} as project
        on stay.affiliate_id = project.affiliate_id and stay.project_id = project.project_id
    where project.project_id is null
    union all
    select 'crm' as source, affiliate_id, id as native_id, name, cast(null as integer) as project_type
    from {{ ref('crm_program') }}
    union all
    select distinct
        'crm' as source, stay.affiliate_id, stay.program as native_id,
        'Salesforce program ' || stay.program as name, cast(null as integer) as project_type
    from {{ ref('crm_program_engagement') }} as stay
    left join {{ ref('crm_program') }} as program
        on stay.affiliate_id = program.affiliate_id and stay.program = program.id
    where program.id is null
    union all
    select
        'forms' as source, affiliate_id, program as native_id, max(program_name) as name,
        cast(null as integer) as project_type
    from {{ ref('form_submission') }}
    where program is not null
    group by affiliate_id, program
    union all
    select
        'documents' as source, affiliate_id, program as native_id, program as name, cast(null as integer) as project_type
    from {{ ref('document_note') }}
    where program is not null and outcome = 'placed'
    group by affiliate_id, program
),

spelled as (
    select named.*, lower(trim(native_id)) as id_text, lower(trim(coalesce(name, native_id))) as name_text
    from named
),

matched as (
    select
        spelled.source, spelled.affiliate_id, spelled.native_id, spelled.project_type,
        coalesce(spelled.name, spelled.native_id) as name,
        coalesce(
            by_id.program_id, by_name.program_id, own.program_id,
            nullif({{ slug('coalesce(spelled.name, spelled.native_id)') }}, ''), {{ slug('spelled.native_id') }}
        ) as program_id,
        row_number() over (
            partition by spelled.source, spelled.affiliate_id, spelled.native_id
            order by by_id.program_id, by_name.program_id, own.program_id
        ) as choice
    from spelled
    left join {{ source('framework', 'program_map') }} as by_id
        on (coalesce(by_id.source, spelled.source) = spelled.source or spelled.source = 'documents')
        and lower(trim(by_id.source_program)) = spelled.id_text
    left join {{ source('framework', 'program_map') }} as by_name
        on (coalesce(by_name.source, spelled.source) = spelled.source or spelled.source = 'documents')
        and lower(trim(by_name.source_program)) = spelled.name_text
    left join {{ source('framework', 'program') }} as own
        on lower(own.program_id) = spelled.id_text or lower(trim(own.name)) = spelled.name_text
        or own.program_id = {{ slug('spelled.name_text') }}
)

select
    source || ':' || affiliate_id || ':' || native_id as program_link_id,
    source, affiliate_id, native_id as source_program_id, name as source_program, program_id, project_type
from matched
where choice = 1
