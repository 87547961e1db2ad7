{# Before FY2024 the CoC of an enrollment was a file of its own; the row of project entry (stage 1) is the field that
   the enrollment has since. #}
{{ intake_rows('hmis_enrollment', derived={
    'living_situation': living_situation('living_situation'),
    'rental_subsidy_type': housing_subsidy('rental_subsidy_type', 'living_situation'),
    'enrollment_coc': "coalesce(v.enrollment_coc, (
        select max(coc.coc_code)
        from " ~ source('hmis', 'enrollment_coc') ~ " as coc
        where coc._affiliate = v._affiliate and coc.enrollment_id = v.enrollment_id
            and coc.data_collection_stage = '1' and coc.date_deleted is null
    ))",
}) }}
