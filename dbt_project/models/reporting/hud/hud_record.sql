{{ config(materialized='view') }}
-- Rows of HMIS files that can stand behind a figure: the client they are of, and the file and line they came in.
{% for table, key in {
    'hmis_client': 'personal_id',
    'hmis_enrollment': 'enrollment_id', 'hmis_exit': 'exit_id', 'hmis_income_benefits': 'income_benefits_id', 'hmis_disability': 'disabilities_id',
    'hmis_health_and_dv': 'health_and_dv_id', 'hmis_assessment': 'assessment_id', 'hmis_event': 'event_id',
    'hmis_service': 'services_id', 'hmis_youth_education': 'youth_education_status_id',
}.items() %}
select {{ record_key(table, 'affiliate_id', key) }} as record_id, '{{ table }}' as record_type, affiliate_id, personal_id,
    source_file, source_line
from {{ ref(table).include(database=false) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
