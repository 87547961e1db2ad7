-- Everything the LSA finds wrong, a row for each enrollment or client it is found at (10, 11).
select finding, stay_id, household_id, client_id, affiliate_id, project_id from {{ ref('lsa_answer_finding') }}
union all
select finding, stay_id, household_id, client_id, affiliate_id, project_id from {{ ref('lsa_project_finding') }}
union all
select finding, stay_id, household_id, client_id, affiliate_id, project_id from {{ ref('lsa_report_finding') }}
union all
select finding, null, null, client_id, null, null from {{ ref('lsa_ssn_finding') }}
