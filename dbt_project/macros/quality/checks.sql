{# What checks of HMIS records have in common. #}

{# A row for each check whose condition a row of `found` meets: {check: condition}, in one reading. `found` has the
   columns of a stay; `record` says which HMIS row is to be mended. #}
{% macro quality_checks(conditions, found, record=none) -%}
    {%- set record = record or stay_record() -%}
    select
        check_id, affiliate_id, project_id, personal_id, enrollment_id, record_type, record_id, cast(null as text) as field,
        source_file, source_line
    from (
        select
            affiliate_id, project_id, personal_id, enrollment_id, '{{ record.table }}' as record_type,
            {{ record.key }} as record_id, {{ record.file }} as source_file, {{ record.line }} as source_line,
            unnest(array[
                {%- for check, condition in conditions.items() %}
                case when {{ condition }} then '{{ check }}' end{{ ',' if not loop.last }}
                {%- endfor %}
            ]) as check_id
        from {{ found }}
    ) as checked_row
    where check_id is not null
{%- endmacro %}


{% macro stay_record() %}
    {{ return({'table': 'hmis_enrollment', 'key': 'enrollment_id', 'file': 'source_file', 'line': 'source_line'}) }}
{% endmacro %}

{% macro exit_record() %}
    {{ return({'table': 'hmis_exit', 'key': 'exit_id', 'file': 'exit_source_file', 'line': 'exit_source_line'}) }}
{% endmacro %}

{% macro client_record() %}
    {{ return({
        'table': 'hmis_client', 'key': 'personal_id', 'file': 'client_source_file', 'line': 'client_source_line',
    }) }}
{% endmacro %}

{# A row of any other table, whose key is given as record_id. #}
{% macro own_record(table) %}
    {{ return({'table': table, 'key': 'record_id', 'file': 'source_file', 'line': 'source_line'}) }}
{% endmacro %}


{# Tables whose rows are about a day of a stay: {table: (its key, the day)}. #}
{% macro quality_dated_tables() %}
    {{ return({
        'hmis_service': ('services_id', 'date_provided'),
        'hmis_current_living_situation': ('current_living_sit_id', 'information_date'),
        'hmis_income_benefits': ('income_benefits_id', 'information_date'),
        'hmis_disability': ('disabilities_id', 'information_date'),
        'hmis_health_and_dv': ('health_and_dv_id', 'information_date'),
        'hmis_employment_education': ('employment_education_id', 'information_date'),
        'hmis_assessment': ('assessment_id', 'assessment_date'),
        'hmis_event': ('event_id', 'event_date'),
    }) }}
{% endmacro %}
