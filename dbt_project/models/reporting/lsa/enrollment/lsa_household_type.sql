-- Household types (3.6), from the ages of the members who count for each period.
with member as (
    select
        stay.household_id, stay.client_id, stay.entry_date, stay.exit_date, age.*
    from {{ ref('lsa_member_stay') }} as stay
    inner join {{ ref('lsa_member_age') }} as age on stay.stay_id = age.stay_id
),

counted as (
    select
        member.household_id,
        {% for period, there in [
            ('entry', 'true'),
            ('active', 'coalesce(member.exit_date >= active.cohort_start, true)'),
            ('exit1', 'member.entry_date < exit1.cohort_end and coalesce(member.exit_date >= exit1.cohort_start, true)'),
            ('exit2', 'member.entry_date < exit2.cohort_end and coalesce(member.exit_date >= exit2.cohort_start, true)'),
        ] %}
        {%- set age = 'member.' ~ period ~ '_age' %}
        count(distinct case when {{ there }} and {{ age }} between 21 and 65 then member.client_id end) as {{ period }}_adults,
        count(distinct case when {{ there }} and {{ age }} < 18 then member.client_id end) as {{ period }}_children,
        count(distinct case when {{ there }} and {{ age }} in (98, 99) then member.client_id end) as {{ period }}_unknown{{ ',' if not loop.last }}
        {% endfor %}
    from member
    inner join {{ ref('lsa_cohort') }} as active on active.cohort = 1
    left join {{ ref('lsa_cohort') }} as exit1 on exit1.cohort = -1
    left join {{ ref('lsa_cohort') }} as exit2 on exit2.cohort = -2
    group by member.household_id
)

select
    household_id,
    {% for period in ['entry', 'active', 'exit1', 'exit2'] %}
    {{ lsa_household_type(period ~ '_adults', period ~ '_children', period ~ '_unknown') }} as {{ period }}_hh_type{{ ',' if not loop.last }}
    {% endfor %}
from counted
