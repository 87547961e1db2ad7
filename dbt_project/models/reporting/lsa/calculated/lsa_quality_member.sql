-- Data quality by project (10.2 to 10.20): report rows and what each counts: households (905, 909), people (920), else
-- enrollments. Row 913 counts answers that 3.4 never gives (10.12), so it has none.
select 909 as report_row, affiliate_id, project_id, household_id as counts, stay_id, head_client_id as client_id
from {{ ref('lsa_hhid') }}
cross join {{ ref('lsa_request') }} as request
where is_in_residence or (is_active and request.scope <> 3)
union all
select 910, affiliate_id, project_id, stay_id, stay_id, client_id from {{ ref('lsa_reported_stay') }}
union all
select 911, affiliate_id, project_id, stay_id, stay_id, client_id from {{ ref('lsa_reported_stay') }}
where is_hoh_or_adult
union all
select 912, affiliate_id, project_id, stay_id, stay_id, client_id from {{ ref('lsa_reported_stay') }}
where exit_date is not null
{%- for row, (finding, counts) in {
    901: ('open_after_closing', 'stay_id'), 902: ('exit_after_closing', 'stay_id'), 903: ('open_without_night', 'stay_id'),
    904: ('exit_without_night', 'stay_id'), 905: ('household_without_coc', 'household_id'), 906: ('not_participating', 'stay_id'),
    907: ('not_one_head', 'stay_id'), 908: ('without_relationship', 'stay_id'), 914: ('living_situation', 'stay_id'),
    915: ('length_of_stay', 'stay_id'), 916: ('homeless_date', 'stay_id'), 917: ('times_homeless', 'stay_id'),
    918: ('months_homeless', 'stay_id'), 920: ('date_of_birth', 'client_id'), 921: ('without_bed_night', 'stay_id'),
}.items() %}
union all
select {{ row }}, affiliate_id, project_id, {{ counts }}, stay_id, client_id from {{ ref('lsa_finding') }}
where finding = '{{ finding }}'
{%- endfor %}
union all
-- a destination can be missing only where HMIS has an exit (10.18)
select 919, finding.affiliate_id, finding.project_id, finding.stay_id, finding.stay_id, finding.client_id
from {{ ref('lsa_finding') }} as finding
inner join {{ ref('lsa_hmis_enrollment') }} as stay on finding.stay_id = stay.stay_id
where finding.finding = 'destination' and stay.exit_date is not null
