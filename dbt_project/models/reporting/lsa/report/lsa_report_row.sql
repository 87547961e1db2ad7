-- LSAReport.csv (11): the request and the counts of data quality.
select
    request.report_start, request.report_end, request.coc as report_coc, request.scope as lsa_scope, request.lookback_date,
    {%- for column, (finding, counts) in {
        'no_coc': ('no_coc', 'household_id'), 'not_one_hoh': ('household_without_one_head', 'household_id'),
        'relationship_to_hoh': ('relationship', 'stay_id'), 'move_in_date': ('move_in_date', 'stay_id'),
    }.items() %}
    (select count(distinct {{ counts }}) from {{ ref('lsa_finding') }} where finding = '{{ finding }}') as {{ column }},
    {%- endfor %}
    (select count(distinct client_id) from {{ ref('lsa_reported_stay') }}) as unduplicated_client,
    (select count(distinct household_id) from {{ ref('lsa_reported_stay') }}) as household_entry,
    (select count(*) from {{ ref('lsa_reported_stay') }}) as client_entry,
    (select count(*) from {{ ref('lsa_reported_stay') }} where is_hoh_or_adult) as adult_hoh_entry,
    (select count(*) from {{ ref('lsa_reported_stay') }} where exit_date is not null) as client_exit,
    {%- for column, finding in {
        'ssn4_digit': 'ssn_four_digits', 'ssn_not_provided': 'ssn_not_provided', 'ssn_missing_or_invalid': 'ssn_missing_or_invalid',
        'client_ssn_not_unique': 'ssn_shared',
    }.items() %}
    (select count(distinct client_id) from {{ ref('lsa_ssn_finding') }} where finding = '{{ finding }}') as {{ column }},
    {%- endfor %}
    (select count(distinct ssn_group) from {{ ref('lsa_ssn_finding') }} where finding = 'ssn_shared') as distinct_ssn_value_not_unique,
    {%- for column, finding in {
        'disabling_cond': 'disabling_condition', 'living_situation': 'living_situation', 'length_of_stay': 'length_of_stay',
        'homeless_date': 'homeless_date', 'times_homeless': 'times_homeless', 'months_homeless': 'months_homeless',
        'destination': 'destination',
    }.items() %}
    (select count(distinct stay_id) from {{ ref('lsa_finding') }} where finding = '{{ finding }}') as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('lsa_request') }} as request
