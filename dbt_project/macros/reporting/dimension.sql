{# The key and the words of one dimension of a question (its rows, or its columns) for one fact.
   'all' where the grain leaves the dimension out; NULL where the fact does not know it and so belongs to each. #}
{% macro dimension_key(dimension, is_on) -%}
    case
        when {{ is_on }} = 0 then 'all'
        when {{ dimension }} in ('year', 'quarter') then slice_key
        when {{ dimension }} = 'program' then coalesce(program_id, 'none')
        when {{ dimension }} = 'affiliate' then affiliate_id
        when {{ dimension }} = 'label' then case when labels_apply then coalesce(label, 'none') end
        when {{ dimension }} = 'stage' then case when labels_apply then coalesce(stage, 'none') end
        when {{ dimension }} = 'age_group' then age_group
        when {{ dimension }} = 'gender' then gender
        when {{ dimension }} = 'race_ethnicity' then race_ethnicity
        when {{ dimension }} = 'veteran' then veteran
    end
{%- endmacro %}

{% macro dimension_label(dimension, is_on) -%}
    case
        when {{ is_on }} = 0 then 'Total'
        when {{ dimension }} in ('year', 'quarter') then slice_label
        when {{ dimension }} = 'program' then coalesce(program_name, 'No program')
        when {{ dimension }} = 'affiliate' then affiliate_name
        when {{ dimension }} = 'label' then coalesce(label_title, 'Not said')
        when {{ dimension }} = 'stage' then {{ titled("coalesce(stage, 'not said')") }}
        when {{ dimension }} = 'age_group'
            then case age_group when '00-04' then '0-4' when '05-12' then '5-12' else {{ titled('age_group') }} end
        when {{ dimension }} = 'gender' then {{ titled('gender') }}
        when {{ dimension }} = 'race_ethnicity' then {{ titled('race_ethnicity') }}
        when {{ dimension }} = 'veteran' then {{ titled('veteran') }}
    end
{%- endmacro %}

{# Whether a fact passes one filter of a question: no filter, or a value it names. #}
{% macro passes(filter, value) -%}
    (question.{{ filter }} is null or {{ json_list_holds('question.' ~ filter, value) }})
{%- endmacro %}

{# What a person wants to know about a record, with what it is of: an outcome, a kind of goal or service. A code has
    its own title beside it. #}
{% macro named_detail(fact) -%}
    case
        when {{ fact }}.code_id is not null or {{ fact }}.label_title is null then {{ fact }}.detail
        when {{ fact }}.detail is null then {{ fact }}.label_title
        else {{ fact }}.label_title || ': ' || {{ fact }}.detail
    end
{%- endmacro %}

{# Columns of one fact behind one figure; its row and column are those of `place`. #}
{% macro behind_a_figure(place) -%}
    placed.report || ':' || placed.question_id || ':' || {{ place }}.row_key || ':' || {{ place }}.column_key as figure_id,
    {{ place }}.row_key, {{ place }}.row_label, {{ place }}.column_key, {{ place }}.column_label,
    placed.report, placed.question_id, placed.count, placed.role, placed.period_start, placed.period_end,
    placed.measure, placed.client_id, placed.affiliate_id, placed.program_id, placed.event_date, placed.value,
    placed.label, {{ named_detail('placed') }} as detail, placed.record_type, placed.record_id, placed.source_file,
    placed.source_line, placed.note_id, placed.code_id, placed.quote, placed.asked_id
{%- endmacro %}
