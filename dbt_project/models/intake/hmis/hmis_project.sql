{# Since FY2024 the project type tells entry-exit shelters (0) from night-by-night shelters (1); before, a tracking
   method of 3 did. #}
{{ intake_rows('hmis_project', derived={
    'project_type': "case
        when v._csv_version = '2022' and v.project_type = '1' and coalesce(v.tracking_method, '0') <> '3' then 0
        else " ~ safe_integer('v.project_type') ~ "
    end",
}) }}
