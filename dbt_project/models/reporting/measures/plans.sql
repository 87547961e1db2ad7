{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Goals of service plans, and consent to share.
with goal as (
    select
        goal.*,
        as_of.as_of,
        {{ slug("coalesce(goal.category, 'other')") }} as label,
        coalesce(goal.category, 'Other') as category_title
    from {{ ref('goal') }} as goal
    cross join {{ ref('as_of') }} as as_of
)

select {{ fact('goals_set', "'goal'", 'goal_id', 'opened_on', label='label', label_title=titled('category_title')) }}
from goal
where opened_on is not null

union all

select {{ fact('goals_met', "'goal'", 'goal_id', 'closed_on', label='label', label_title=titled('category_title')) }}
from goal
where status = 'met' and closed_on is not null

union all

select {{ fact('goals_open', "'goal'", 'goal_id', 'opened_on', until_date='greatest(as_of, opened_on)',
    label='label', label_title=titled('category_title')) }}
from goal
where status = 'open' and opened_on is not null

union all

select {{ fact('consented', "'consent'", 'consent_id', 'given_on', until_date="coalesce(expires_on, date '9999-12-31')",
    label=slug("coalesce(scope, 'any')"), label_title="coalesce(scope, 'Any')", program_id='null') }}
from {{ ref('consent') }}
where is_granted and given_on is not null
