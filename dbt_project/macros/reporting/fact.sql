{# One select list for every family of measures, so that all of them union into reporting.measure_fact.
   Arguments are SQL expressions over the family's own rows; what is left out is the column of the same name,
   or empty where such rows have none. #}
{% macro fact(
    measure, record_type, record_id, event_date,
    until_date='null', value='null', label='null', label_title='null', stage='null', detail='null',
    client_id='client_id', affiliate_id='affiliate_id', program_id='program_id',
    source_file='source_file', source_line='source_line', note_id='null', code_id='null', quote='null',
    asked_id='null'
) -%}
    cast('{{ measure }}' as text) as measure,
    cast({{ client_id }} as text) as client_id,
    cast({{ affiliate_id }} as text) as affiliate_id,
    cast({{ program_id }} as text) as program_id,
    cast({{ event_date }} as date) as event_date,
    cast(coalesce({{ until_date }}, {{ event_date }}) as date) as until_date,
    cast({{ value }} as double precision) as value,
    cast({{ label }} as text) as label,
    cast({{ label_title }} as text) as label_title,
    cast({{ stage }} as text) as stage,
    cast({{ detail }} as text) as detail,
    cast({{ record_type }} as text) as record_type,
    cast({{ record_id }} as text) as record_id,
    cast({{ source_file }} as text) as source_file,
    cast({{ source_line }} as bigint) as source_line,
    cast({{ note_id }} as text) as note_id,
    cast({{ code_id }} as text) as code_id,
    cast({{ quote }} as text) as quote,
    cast({{ asked_id }} as text) as asked_id
{%- endmacro %}
