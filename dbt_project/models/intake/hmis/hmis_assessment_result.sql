{{ intake_rows('hmis_assessment_result') }}
