-- People and households by what their household is (9.3), for rows 53, 54 and 56.
with member as (
    select
        counted.*, hhid.head_client_id, household.active_hh_type as hh_type, household.hh_adult_age, household.hh_parent,
        household.hh_vet, household.hh_chronic, household.hh_disability, household.hh_fleeing_dv
    from {{ ref('lsa_counted_stay') }} as counted
    inner join {{ ref('lsa_active_household') }} as household on counted.household_id = household.household_id
    inner join {{ ref('lsa_hhid') }} as hhid on counted.household_id = hhid.household_id
)

{{ lsa_belonging(
    lsa_household_populations(), 'member',
    'cohort, universe, affiliate_id, project_id, stay_id, client_id, head_client_id, member.hh_type'
) }}
