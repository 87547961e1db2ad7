{# Everything that was held back, or kept with gaps: files and lines that could not be loaded, rows that intake could
   not place, values it could not read. -#}
with loading as (
    {% for source_name in ['hmis', 'crm', 'forms', 'documents'] %}
    select
        source, affiliate_id, file, cast(line as bigint) as line, reason, fix, cast(row_count as bigint) as row_count,
        kind in ('remark', 'question') as is_kept
    from {{ source(source_name, 'quarantine') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

unplaced as (
    {% for name, spec in intake_tables().items() %}
    select
        '{{ spec.source }}' as source, _affiliate as affiliate_id, _source_file as file, _source_line as line,
        case
            {%- for column in [spec.key] + (spec.required or []) + ([spec.date] if spec.date else []) %}
            when {{ column }} is null then 'The row has no {{ column }}.'
            {%- endfor %}
            {%- if spec.date %}
            when {{ safe_date(spec.date) }} is null then 'The {{ spec.date }} is not a date that can be read.'
            {%- endif %}
            else 'The {{ spec.deleted }} is not a date, so whether the row was deleted is not known.'
        end as reason,
        'Fill it in or mend it in the source, and export again.' as fix
    from {{ source(spec.source, spec.table) }}
    where not ({{ is_readable(spec) }})
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{# Versions of a row stand side by side: they came in different loads. In one load, one file gives one. #}
repeated as (
    {% for name, spec in intake_tables().items() %}
    select
        '{{ spec.source }}' as source, _affiliate as affiliate_id, _source_file as file, _source_line as line,
        'The {{ spec.key }} of this row is also on another line of the file, which is newer or further down: that one counts.'
            as reason,
        'Remove the doubled row in the source, and export again.' as fix
    from (
        select
            _affiliate, _source_file, _source_line,
            row_number() over (
                partition by _affiliate, {{ spec.key }}, _source_file, _load_id order by {{ newest_first(spec) }}
            ) as place_in_file
        from {{ source(spec.source, spec.table) }} as landed
        where {{ is_readable(spec) }} and exists (
            select 1
            from {{ source(spec.source, spec.table) }} as other
            where other._affiliate = landed._affiliate and other.{{ spec.key }} = landed.{{ spec.key }}
                and other._source_file = landed._source_file and other._load_id = landed._load_id
                and other._source_line <> landed._source_line
        )
    ) as numbered
    where place_in_file > 1
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{# A version that does not say when it was changed loses to one that does: where it lost, nothing else tells of it. #}
undated as (
    {% for name, spec in intake_tables().items() %}
    select
        '{{ spec.source }}' as source, landed._affiliate as affiliate_id, landed._source_file as file,
        landed._source_line as line,
        'The {{ spec.changed }} is not a date that can be read, so another version of this row counts.' as reason,
        'Mend it in the source, and export again.' as fix
    from {{ source(spec.source, spec.table) }} as landed
    inner join {{ ref(name) }} as kept
        on landed._affiliate = kept.affiliate_id and landed.{{ spec.key }} = kept.{{ spec.key }}
    where landed.{{ spec.changed }} is not null and {{ safe_timestamp('landed.' ~ spec.changed) }} is null
        and (landed._source_file <> kept.source_file or landed._source_line <> kept.source_line)
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

orphans as (
    {% set kinds = [] %}
    {% for name, spec in intake_tables().items() if spec.parents %}
    {% for column, (parent, parent_key) in spec.parents.items() %}
    {{ 'union all' if kinds }}
    {%- do kinds.append(name) %}
    select
        '{{ spec.source }}' as source, child.affiliate_id, child.source_file as file, child.source_line as line,
        'The {{ column }} of this row is not among the rows of {{ intake_tables()[parent].table }}.' as reason,
        'Export {{ intake_tables()[parent].table }} together with {{ spec.table }}, for the same dates.' as fix
    from {{ ref(name) }} as child
    left join {{ ref(parent) }} as parent
        on child.affiliate_id = parent.affiliate_id and child.{{ column }} = parent.{{ parent_key }}
    where parent.{{ parent_key }} is null and child.{{ column }} is not null and not child.is_deleted
    {% endfor %}
    {% endfor %}
    union all
    select
        'crm' as source, affiliate_id, source_file as file, source_line as line,
        'The engagement has no start date, so it is no enrollment.' as reason,
        'Fill in the start date in Salesforce, and export again.' as fix
    from {{ ref('crm_program_engagement') }}
    where start_date is null and not is_deleted and {{ is_client_role('role') }}
        and not {{ matches("coalesce(lower(stage), '')", 'appl|wait|reject|denied|declin') }}
    union all
    select
        'crm' as source, note.affiliate_id, note.source_file as file, note.source_line as line,
        'Nothing says whose note this is: it names no contact or engagement, and is linked to none.' as reason,
        'Export ContentDocumentLink with the notes, or fill in the contact in Salesforce.' as fix
    from {{ ref('crm_case_note') }} as note
    left join {{ ref('crm_note_subject') }} as subject
        on note.affiliate_id = subject.affiliate_id and note.id = subject.note_id
    where subject.note_id is null and not note.is_deleted
),

unread as (
    {% for name, spec in intake_tables().items() %}
    select
        '{{ spec.source }}' as source, affiliate_id, source_file as file, source_line as line,
        'Cannot be read: ' || unread_fields || '. The row was kept with this left empty.' as reason,
        'Mend it in the source, and export again.' as fix
    from {{ ref(name) }}
    where unread_fields is not null
    union all
    {% endfor %}
    select
        'forms' as source, affiliate_id, source_file as file, source_line as line,
        'The answer to "' || field || '" ' || problem || '. It was kept as text.' as reason,
        'Mend the answer, or its type or codes in the data dictionary.' as fix
    from {{ ref('form_answer') }}
    where problem is not null
    union all
    select
        'forms' as source, affiliate_id, source_file as file, source_line as line,
        'Two columns answer the same question here, and differ: "' || field || '" does not count.' as reason,
        'Mend the answers, or map only one of the columns to it in the data dictionary.' as fix
    from (
        select
            *,
            row_number() over same_question as place,
            first_value(answer) over same_question as first_answer
        from {{ ref('form_answer') }}
        where maps_to like 'assessment.%'
        window same_question as (
            partition by affiliate_id, instance_key, maps_to
            order by case when is_no_answer then 1 else 0 end, {{ in_byte_order('field') }}
        )
    ) as answered
    where place > 1 and answer <> first_answer
    union all
    select
        'documents' as source, affiliate_id, file, cast(null as bigint) as line,
        'When this was written is ' || case when is_date_unread then 'not a date that can be read'
            else 'not known' end || '. It is read, but no report counts it.' as reason,
        'Fill in its date (2025-03-14) in documents.csv, or begin the file name with it.' as fix
    from {{ ref('document_note') }}
    where outcome = 'placed' and part = 1 and note_date is null
),

{# A document is one note of the person it is about; where nobody knows whose it is, it waits. #}
unplaced_documents as (
    select
        'documents' as source, affiliate_id, file, cast(null as bigint) as line,
        case outcome
            when 'nobody named' then 'Nothing says whose document this is.'
            when 'several named' then 'Rows about different people name a file of this name, or several files have it.'
            when 'client not known' then 'The client that ' || named_by || ' gives for it is not among the records.'
            else 'It says the same, word for word, as another document of this client, which is read.'
        end as reason,
        case outcome
            when 'nobody named' then
                'Add a row to documents.csv with its file, client id and system, or put it into a folder named for the client.'
            when 'several named' then 'Add a row to documents.csv that says whose it is.'
            when 'client not known' then 'Mend the client id or the system, or export that client.'
            else 'Nothing to do; remove one of the two if it should not be here.'
        end as fix
    from {{ ref('document_note') }}
    where outcome <> 'placed'
    group by affiliate_id, file, outcome, named_by, record_key
),

unfound_documents as (
    select
        'documents' as source, named._affiliate as affiliate_id, named._source_file as file, named._source_line as line,
        'The file that this row names is not here.' as reason,
        'Mend its name, put the file here, or remove the row.' as fix
    from {{ source('documents', 'index_row') }} as named
    inner join {{ source('documents', 'present_file') }} as present
        on named._affiliate = present._affiliate and named._source_file = present.file
        and named.file_sha256 = present.sha256
    where not exists (
        select 1
        from {{ source('documents', 'present_file') }} as other
        where other._affiliate = named._affiliate and lower(other.file) = lower(named.document_file)
    ) and not exists (
        select 1
        from {{ ref('document') }} as attached
        where attached.affiliate_id = named._affiliate and attached.file_key = lower(named.document_file)
    )
),

{# Where the organisation says what day it is, the question is answered. #}
far_ahead as (
    select
        source, affiliate_id, file, cast(null as bigint) as line,
        'Is ' || cast(stamped as text) || ' right? No other system has a day near it, and too few of its own lead up to it, so '
        || 'it does not set what day the reports speak of.' as reason,
        'Mend the date in the source and export again, or write the right day at as_of in organization.yml.' as fix
    from {{ ref('newest_day') }}
    where is_far and not exists (
        select 1
        from {{ source('framework', 'setting') }}
        where name = 'as_of' and {{ safe_date('value') }} is not null
    )
)

select source, affiliate_id, file, line, reason, fix, row_count, is_kept from loading
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, false as is_kept from unplaced
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, false as is_kept from repeated
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, false as is_kept from undated
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, false as is_kept from orphans
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, true as is_kept from unread
union all
select 'forms' as source, affiliate_id, source_file, source_line, reason, fix, 1 as row_count, is_kept
from {{ ref('form_problem') }}
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, false as is_kept from unplaced_documents
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, false as is_kept from unfound_documents
union all
select source, affiliate_id, file, line, reason, fix, 1 as row_count, true as is_kept from far_ahead
