{# FY2022 has Female, Male and NoSingleGender and an ethnicity; FY2024 has Woman, Man and NonBinary and counts
   Hispanic among the races, and both lists have more options; FY2026 has one field, sex. #}
{{ intake_rows('hmis_client', derived={
    'record_key': record_key('hmis', 'v._affiliate', 'v.personal_id'),
    'woman': first_code(['woman', 'female']),
    'man': first_code(['man', 'male']),
    'non_binary': first_code(['non_binary', 'no_single_gender']),
    'hispanic_latinao': first_code(['hispanic_latinao', 'hispanic_latinaeo', 'ethnicity']),
    'mid_east_n_african': option_since_2024('mid_east_n_african'),
    'culturally_specific': option_since_2024('culturally_specific'),
    'different_identity': option_since_2024('different_identity'),
    'gender': words_for_flags({
        'woman': 'Woman', 'female': 'Woman', 'man': 'Man', 'male': 'Man', 'culturally_specific': 'Culturally specific',
        'transgender': 'Transgender', 'non_binary': 'Non-binary', 'no_single_gender': 'Non-binary',
        'questioning': 'Questioning', 'different_identity': 'Different identity',
    }),
    'race_ethnicity': words_for_flags({
        'am_ind_ak_native': 'American Indian, Alaska Native or Indigenous', 'asian': 'Asian or Asian American',
        'black_af_american': 'Black, African American or African', 'hispanic_latinao': 'Hispanic or Latino',
        'hispanic_latinaeo': 'Hispanic or Latino', 'ethnicity': 'Hispanic or Latino',
        'mid_east_n_african': 'Middle Eastern or North African',
        'native_hi_pacific': 'Native Hawaiian or Pacific Islander', 'white': 'White',
    }),
}) }}
