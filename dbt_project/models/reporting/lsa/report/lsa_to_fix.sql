-- What to mend before an LSA is sent, at which enrollment or client (10, 11), with the file and line of its HMIS row.
select
    finding.finding, kind.report_row, kind.report_column, kind.problem, kind.fix,
    coalesce(stay.affiliate_id, client.affiliate_id) as affiliate_id,
    finding.project_id,
    coalesce(stay.personal_id, client.personal_id) as personal_id,
    finding.client_id, stay.enrollment_id,
    case when stay.stay_id is not null then stay.source_file else client.source_file end as source_file,
    case when stay.stay_id is not null then stay.source_line else client.source_line end as source_line
from {{ ref('lsa_finding') }} as finding
inner join {{ ref('lsa_finding_kind') }} as kind on finding.finding = kind.finding
left join {{ ref('lsa_hmis_enrollment') }} as stay on finding.stay_id = stay.stay_id
left join {{ ref('lsa_client') }} as client on finding.client_id = client.client_id
