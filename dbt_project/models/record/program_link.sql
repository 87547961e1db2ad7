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
    where program is not null and program_source = 'forms'
    group by affiliate_id, program
    union all
    select
        'documents' as source, affiliate_id, program as native_id, program as name, cast(null as integer) as project_type
    from {{ ref('document_note') }}
    where program is not null and outcome = 'placed'
    group by affiliate_id, program
),

spelled as (
    select named.*, {{ compared('native_id') }} as id_text, {{ compared('coalesce(name, native_id)') }} as name_text
    from named
),

{# The organisation's map, under each source whose words an entry may be. Of two entries for one word the first counts. #}
map_entry as (
    select source, word, min(program_id) as program_id
    from (
        {%- for name in ['hmis', 'crm', 'forms', 'documents'] %}
        select '{{ name }}' as source, {{ compared('source_program') }} as word, program_id
        from {{ source('framework', 'program_map') }}
        {%- if name != 'documents' %}
        where coalesce(source, '{{ name }}') = '{{ name }}'
        {%- endif %}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as entry
    group by source, word
),

own_id as (
    select lower(program_id) as word, min(program_id) as program_id
    from {{ source('framework', 'program') }}
    group by lower(program_id)
),

own_name as (
    select {{ compared('name') }} as word, min(program_id) as program_id
    from {{ source('framework', 'program') }}
    group by {{ compared('name') }}
),

found as (
    select
        spelled.*,
        by_id.program_id as mapped_by_id,
        by_name.program_id as mapped_by_name,
        least(own_id.program_id, own_name.program_id, own_slug.program_id) as own
    from spelled
    left join map_entry as by_id on spelled.source = by_id.source and spelled.id_text = by_id.word
    left join map_entry as by_name on spelled.source = by_name.source and spelled.name_text = by_name.word
    left join own_id on spelled.id_text = own_id.word
    left join own_name on spelled.name_text = own_name.word
    left join {{ source('framework', 'program') }} as own_slug on {{ slug('spelled.name_text') }} = own_slug.program_id
),

matched as (
    select
        source, affiliate_id, native_id, project_type,
        coalesce(name, native_id) as name,
        coalesce(
            mapped_by_id, mapped_by_name, own, nullif({{ slug('coalesce(name, native_id)') }}, ''), {{ slug('native_id') }}
        ) as program_id,
        row_number() over (
            partition by source, affiliate_id, native_id order by mapped_by_id, mapped_by_name, own
        ) as choice
    from found
)

select
    source || ':' || affiliate_id || ':' || native_id as program_link_id,
    source, affiliate_id, native_id as source_program_id, name as source_program, program_id, project_type
from matched
where choice = 1
