-- What is wrong or missing in the HMIS records, so that a HUD report would be wrong: one row per check and record that fails
-- it, with the words and the fix of the check.
with found as (
    {%- for family in [
        'quality_person', 'quality_entry', 'quality_income', 'quality_silence', 'quality_household', 'quality_date',
        'quality_overlap', 'quality_structure', 'quality_rule',
    ] %}
    select * from {{ ref(family) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    found.check_id || ':' || found.record_type || ':' || found.affiliate_id || ':' || found.record_id
        || coalesce(':' || found.project_id, '') as data_quality_id,
    found.check_id,
    quality_check.severity,
    quality_check.question,
    quality_check.element,
    found.affiliate_id,
    coalesce(found.project_id, stay.project_id) as project_id,
    link.client_id,
    found.personal_id,
    found.enrollment_id,
    found.field,
    quality_check.what,
    quality_check.fix,
    found.record_type,
    found.record_id,
    found.source_file,
    found.source_line
from found
-- a check without words fails the build: its columns may not be empty
left join {{ ref('hmis_check') }} as quality_check on found.check_id = quality_check.check_id
left join {{ ref('quality_stay') }} as stay
    on found.affiliate_id = stay.affiliate_id and found.enrollment_id = stay.enrollment_id
left join {{ source('record', 'identity_link') }} as link
    on {{ record_key('hmis', 'found.affiliate_id', 'found.personal_id') }} = link.record_key
