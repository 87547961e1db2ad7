{{ intake_rows('hmis_assessment_question') }}
