-- The exit that stands for each household of an exit cohort (7.2): to a permanent destination before a temporary one before
-- any other, the earliest.
with ranked as (
    select
        *,
        row_number() over (
            partition by cohort, head_client_id, hh_type
            order by
                case when exit_destination between 400 and 499 then 1 when exit_destination between 100 and 399 then 2 else 3 end,
                exit_date, exit_destination, entry_date, stay_id desc
        ) as nth
    from {{ ref('lsa_system_exit') }}
)

select
    cohort, household_id, head_client_id, hh_type, lsa_project_type, entry_date, move_in_date, exit_date, exit_destination,
    case
        when lsa_project_type in (0, 1) then 2
        when lsa_project_type = 2 then 3
        when lsa_project_type = 8 then 4
        when lsa_project_type = 13 then case when move_in_date is not null then 5 else 7 end
        when lsa_project_type = 3 then case when move_in_date is not null then 6 else 8 end
        when move_in_date is not null then 9
        else 10
    end as exit_from
from ranked
where nth = 1
