{{ intake_rows('hmis_ce_participation') }}
