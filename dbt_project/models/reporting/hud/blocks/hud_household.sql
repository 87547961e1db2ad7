-- Households over all active enrollments of a report (R7): their type (R11), their head's dates, youth (R17, R18).
with head as (
    select
        *,
        row_number() over (partition by report_id, household_id order by entry_date, stay_id) as nth
    from {{ ref('hud_stay') }}
    where is_hoh
),

members as (
    select
        report_id,
        household_id,
        count(case when age >= 18 then 1 end) as adults,
        count(case when age < 18 then 1 end) as children,
        count(case when age is null then 1 end) as of_unknown_age,
        count(case when is_hoh then 1 end) as heads,
        max(age) as oldest,
        count(case when relationship_to_hoh = 2 and age < 18 then 1 end) as children_of_head
    from {{ ref('hud_stay') }}
    group by report_id, household_id
)

select
    members.report_id,
    members.household_id,
    case
        when members.adults > 0 and members.children > 0 then 'ac'
        when members.of_unknown_age > 0 then 'uk'
        when members.children = 0 then 'ao'
        else 'co'
    end as household_type,
    members.heads,
    members.of_unknown_age = 0 and members.oldest <= 24 as is_youth,
    members.children_of_head > 0 as has_child_of_head,
    head.client_id as head_client_id,
    head.entry_date as head_entry_date,
    head.exit_date as head_exit_date,
    head.date_of_engagement as head_date_of_engagement,
    head.date_to_street_essh as head_date_to_street_essh,
    head.bed_nights as head_bed_nights,
    case
        when not head.moves_in or head.move_in_date > head.period_end then null
        when
            head.version <> 'fy2022'
            and (head.move_in_date < head.entry_date or head.move_in_date > head.exit_date) then null
        else head.move_in_date
    end as head_move_in_date
from members
left join head
    on members.report_id = head.report_id and members.household_id = head.household_id and head.nth = 1
