-- Households that HUD's report cannot tell: without head, with several, or with ages that do not fit.
with household as (
    select
        *,
        max(case when is_adult then 1 else 0 end) over (partition by household_id, is_recent) = 1 as has_adult,
        max(case when dob is null then 1 else 0 end) over (partition by household_id, is_recent) = 1 as has_unknown_age,
        min(project_id) over (partition by household_id) <> max(project_id) over (partition by household_id)
            as is_in_several_projects
    from {{ ref('quality_stay') }}
)

{{ quality_checks({
    'household_without_head': 'is_recent and heads = 0',
    'household_with_several_heads': 'is_recent and heads > 1 and is_hoh',
    'household_in_several_projects': 'is_in_several_projects',
    'household_head_is_child': 'is_recent and is_hoh and age < 18 and has_adult',
    'household_of_children': 'is_recent and is_hoh and members > 1 and not has_adult and not has_unknown_age',
    'household_child_older_than_head': 'relationship_to_hoh = 2 and dob < head_dob',
    'household_partner_is_child': 'is_recent and relationship_to_hoh = 3 and age < 16',
    'household_entered_before_head': 'is_recent and not is_hoh and entry_date < head_entry_date',
}, 'household') }}
