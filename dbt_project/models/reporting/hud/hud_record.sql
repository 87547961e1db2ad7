{{ config(materialized='view') }}
-- Rows of HMIS files that can stand behind a figure: the client they are of, the file and line they came in, and when what they
-- say happened and was entered.
{% for table, (key, day) in {
    'hmis_client': ('personal_id', 'null'),
    'hmis_enrollment': ('enrollment_id', 'entry_date'), 'hmis_exit': ('exit_id', 'exit_date'),
    'hmis_income_benefits': ('income_benefits_id', 'information_date'), 'hmis_disability': ('disabilities_id', 'information_date'),
    'hmis_health_and_dv': ('health_and_dv_id', 'information_date'), 'hmis_assessment': ('assessment_id', 'assessment_date'),
    'hmis_event': ('event_id', 'event_date'), 'hmis_service': ('services_id', 'date_provided'),
    'hmis_youth_education': ('youth_education_status_id', 'information_date'),
}.items() %}
select {{ record_key(table, 'affiliate_id', key) }} as record_id, '{{ table }}' as record_type, affiliate_id, personal_id,
    source_file, source_line, cast({{ day }} as date) as happened_on, date_created as created_at, date_updated as updated_at, is_deleted
from {{ ref(table).include(database=false) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
