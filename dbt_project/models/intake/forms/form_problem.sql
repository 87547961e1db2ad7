{# Rows of forms and tables that stay out of the record, and why; rows that are kept though a reference finds nothing. -#}
with numbered as (
    select
        affiliate_id, to_table, ltrim(substr(target, length(to_table) + 2), '0') as number_without_zeros
    from {{ ref('form_target') }}
    group by affiliate_id, to_table, ltrim(substr(target, length(to_table) + 2), '0')
),

unfound as (
    select
        reference.affiliate_id, reference.submission_key, reference.fields, reference.to_table,
        numbered.to_table is not null as differs_by_zeros,
        row_number() over (
            partition by reference.affiliate_id, reference.submission_key order by reference.position
        ) as place
    from {{ ref('form_reference') }} as reference
    left join {{ ref('form_target') }} as target
        on reference.affiliate_id = target.affiliate_id and reference.target = target.target
    left join numbered
        on reference.affiliate_id = numbered.affiliate_id and reference.to_table = numbered.to_table
        and ltrim(substr(reference.target, length(reference.to_table) + 2), '0') = numbered.number_without_zeros
    where target.target is null and reference.to_table not in ('hmis/project', 'crm/program')
),

declared as (
    select
        table_name as form,
        {{ joined('fields', ' or ', 'position') }} as fields
    from {{ source('framework', 'dictionary_reference') }}
    where to_kind not in ('program', 'code list')
    group by table_name
),

lists as (
    select kinds.table_name as form
    from {{ source('framework', 'dictionary_table') }} as kinds
    left join declared on kinds.table_name = declared.form
    where kinds.kind in ('program', 'code list') or (kinds.kind = 'household' and declared.form is null)
),

{# Cells of a line are told with it. #}
nobody as (
    select distinct
        form.affiliate_id, form.source_file, form.source_line,
        case
            when form.is_contradictory then 'Its references name two different people of one table.'
            when unfound.to_table is not null
                then 'The ' || unfound.fields || ' of this row is not among the rows of ' || unfound.to_table || '.'
            when declared.fields is not null and named.submission_key is null
                then 'The ' || declared.fields || ' of this row is empty, so nothing says who it is about.'
            when declared.fields is not null then 'The row that this one refers to is held back itself.'
            else 'The form is mapped, but nothing in it says who it is about.'
        end as reason,
        case
            when form.is_contradictory then 'Mend one of the two in the source, and export again.'
            when unfound.differs_by_zeros
                then 'One with other zeros before it is: a spreadsheet has cut them in one of the two files. Export both '
                    || 'again, and do not open them in a spreadsheet before they are here.'
            when unfound.to_table is not null
                then 'Export ' || unfound.to_table || ' whole, together with ' || form.form || '; or mend the number.'
            when declared.fields is not null and named.submission_key is null
                then 'Fill it in in the source, and export again.'
            when declared.fields is not null then 'Mend that row, and export again.'
            else 'In the data dictionary, map a field to person.*, or say under references whose number it holds; where a '
                    || 'column numbers people that no other table names, write it under person_key.'
        end as fix,
        unfound.to_table is null and declared.fields is null and not form.is_contradictory as is_kept
    from {{ ref('form_submission') }} as form
    left join declared on form.form = declared.form
    left join lists on form.form = lists.form
    left join unfound
        on form.affiliate_id = unfound.affiliate_id and form.submission_key = unfound.submission_key
        and unfound.place = 1
    left join (
        select distinct affiliate_id, submission_key
        from {{ ref('form_reference') }}
        where to_kind not in ('program', 'code list')
    ) as named
        on form.affiliate_id = named.affiliate_id and form.submission_key = named.submission_key
    where form.is_mapped and form.person_record is null and lists.form is null
),

{# A form that only notes a client who is not known makes no person of its own. #}
unknown_client as (
    select
        form.affiliate_id, form.source_file, form.source_line,
        'The ' || unfound.fields || ' of this row is not among the clients of '
        || case unfound.to_table when 'hmis/client' then 'HMIS' when 'crm/contact' then 'Salesforce' else 'any form' end
        || ', and nothing else in it says who it is about.' as reason,
        'Mend the number or whose number it is, or export that client.' as fix,
        false as is_kept
    from {{ ref('form_submission') }} as form
    inner join unfound
        on form.affiliate_id = unfound.affiliate_id and form.submission_key = unfound.submission_key
        and unfound.place = 1
    left join {{ ref('form_person') }} as person
        on form.person_record = person.record_key
    where form.names_a_person and person.record_key is null and not exists (
        select 1
        from {{ ref('form_person') }} as other
        where other.affiliate_id = form.affiliate_id and other.submission_key = form.submission_key
    )
),

{# Told once a file: a spreadsheet cuts all of a column. #}
zeros_cut as (
    select
        form.affiliate_id, form.source_file, min(form.source_line) as source_line,
        'In ' || count(*) || ' rows from here on the ' || reference.fields || ' differs from the number in '
        || reference.to_table || ' in zeros before it, as spreadsheets cut them: they are taken for the same.' as reason,
        'Nothing, if that is so; better, export the file again and do not open it in a spreadsheet before.' as fix,
        true as is_kept
    from {{ ref('form_reference') }} as reference
    inner join {{ ref('form_submission') }} as form
        on reference.affiliate_id = form.affiliate_id and reference.submission_key = form.submission_key
    where reference.lacks_zeros
    group by form.affiliate_id, form.source_file, reference.fields, reference.to_table
),

{# Somebody is found all the same, but not by every reference. #}
left_open as (
    select
        form.affiliate_id, form.source_file, form.source_line,
        'The ' || unfound.fields || ' of this row is not among the rows of ' || unfound.to_table
        || '. The row was kept without it.' as reason,
        'Export ' || unfound.to_table || ' whole, together with ' || form.form || '; or mend the number.' as fix,
        true as is_kept
    from {{ ref('form_submission') }} as form
    inner join unfound
        on form.affiliate_id = unfound.affiliate_id and form.submission_key = unfound.submission_key
        and unfound.place = 1
    where unfound.to_table <> 'forms' and (
        (not form.names_a_person and form.person_record is not null)
        or exists (select 1 from {{ ref('form_person') }} as person where person.record_key = form.person_record)
    )
),

stays_without_start as (
    select
        form.affiliate_id, form.source_file, form.source_line,
        'The stay has no entry date that can be read, so it is no enrollment.' as reason,
        'Fill it in in the source, and export again.' as fix,
        false as is_kept
    from {{ ref('form_submission') }} as form
    inner join {{ source('framework', 'dictionary_table') }} as described
        on form.form = described.table_name and described.kind = 'stay'
    left join (
        select affiliate_id, submission_key, max({{ safe_date('value') }}) as entry_date
        from {{ ref('form_answer') }}
        where maps_to = 'enrollment.entry_date' and repeat_path = ''
        group by affiliate_id, submission_key
    ) as stay
        on form.affiliate_id = stay.affiliate_id and form.submission_key = stay.submission_key
    where form.person_record is not null and stay.entry_date is null
),

{# Services are counted by their day. Cells of a line are told with it. #}
services_without_day as (
    select distinct
        form.affiliate_id, form.source_file, form.source_line,
        'The service has no day that can be read, so it is not counted.' as reason,
        'Fill it in in the source, and export again; or map the column that says when to service.date.' as fix,
        false as is_kept
    from {{ ref('form_submission') }} as form
    inner join {{ source('framework', 'dictionary_table') }} as described
        on form.form = described.table_name and described.kind in ('service', 'attendance')
    inner join (
        select
            affiliate_id, submission_key,
            max(case when maps_to = 'service.date' then {{ safe_date('value') }} end) as service_date
        from {{ ref('form_answer') }}
        where maps_to like 'service.%' and repeat_path = ''
        group by affiliate_id, submission_key
    ) as service
        on form.affiliate_id = service.affiliate_id and form.submission_key = service.submission_key
    where form.person_record is not null and form.submitted_on is null and service.service_date is null
),

{# An end that is planned, or a year typed wrongly; systems write the year 9999 for none. #}
odd_end as (
    select
        form.affiliate_id, form.source_file, form.source_line,
        case
            when stay.exit_date < stay.entry_date then 'The stay of this row ends before it begins.'
            else 'The stay of this row ends after the day that it was loaded, so it is still open.'
        end as reason,
        case
            when stay.exit_date < stay.entry_date then 'Mend one of the two days in the source, and export again.'
            else 'Nothing, if that end is planned; else mend it in the source, and export again.'
        end as fix,
        true as is_kept
    from {{ ref('form_submission') }} as form
    inner join (
        select
            affiliate_id, submission_key,
            max(case when maps_to = 'enrollment.entry_date' then {{ safe_date('value') }} end) as entry_date,
            max(case when maps_to = 'enrollment.exit_date' then {{ safe_date('value') }} end) as exit_date
        from {{ ref('form_answer') }}
        where maps_to like 'enrollment.%' and repeat_path = ''
        group by affiliate_id, submission_key
    ) as stay
        on form.affiliate_id = stay.affiliate_id and form.submission_key = stay.submission_key
    where stay.exit_date < stay.entry_date
        or (stay.exit_date > form.loaded_on and stay.exit_date < date '9000-01-01')
),

{# What names a day or a phone and is none that is used. #}
unused as (
    select
        affiliate_id, source_file, source_line,
        'The birth date of this row is a placeholder, or lies after the day that it speaks of, so it is not used.'
            as reason,
        'Mend it in the source; where it is not known, leave it empty.' as fix,
        true as is_kept
    from (
        select
            answer.*, coalesce(submission.submitted_on, date '9999-12-31') as told_on
        from {{ ref('form_answer') }} as answer
        inner join {{ ref('form_submission') }} as submission
            on answer.affiliate_id = submission.affiliate_id and answer.submission_key = submission.submission_key
        where answer.maps_to = 'person.dob'
    ) as birth
    where {{ safe_date('value') }} is not null
        and {{ clean_dob(safe_date('value'), "''", 'told_on') }} is null
    union all
    select
        affiliate_id, source_file, source_line,
        'The answer to "' || field || '" holds no phone number of ten digits, so nobody is found by it.',
        'Mend it in the source. A number of another country is kept as it is.',
        true
    from {{ ref('form_answer') }}
    where maps_to = 'person.phone' and length({{ replace_pattern('value', '[^0-9]', '') }}) >= 7
        and coalesce(
            {%- for nth in [1, 2, 3] %}
            {{ clean_phone(nth_value(several_phones('value'), nth)) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ) is null
),

left_behind as (
    select
        affiliate_id, source_file, source_line,
        case standing
            when 'ambiguous'
                then 'The ID of this row is on ' || rows_in_file || ' lines of the file, and nothing says which is newer.'
            when 'vanished' then 'This row was in a former export and is not in the newest, so it does not count.'
            when 'copy' then 'This row stands in another file too, with dates or numbers written otherwise: it counts once.'
            else 'Another line of the file has the ID of this row and was changed later: that one counts.'
        end as reason,
        case standing
            when 'ambiguous'
                then 'If they are different things, name under key every column that tells them apart (and under '
                    || 'person_key the one that numbers the person); if they are versions, write holds: versions.'
            when 'vanished' then 'Nothing, if it was removed on purpose.'
            when 'copy'
                then 'Nothing, if that is so. If both are meant, name under key the columns that tell them apart.'
            else 'Nothing, if that is so.'
        end as fix,
        false as is_kept
    from {{ ref('form_version') }}
    where (standing = 'vanished' and vanished_last) or standing = 'copy'
        or (standing in ('ambiguous', 'older') and shares_its_key)
)

{%- for name in ['nobody', 'unknown_client', 'zeros_cut', 'left_open', 'stays_without_start', 'services_without_day',
        'odd_end', 'unused', 'left_behind'] %}
{{ 'union all' if not loop.first }}
select affiliate_id, source_file, source_line, reason, fix, is_kept from {{ name }}
{%- endfor %}
