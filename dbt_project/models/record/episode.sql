{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- One row per stay, however many sources report it. Where the HMIS of an affiliate knows the stay, it says when it
-- ended there; the record shown for a stay is the one that says so.
with rows_of_stay as (
    select
        enrollment.*,
        min(entry_date) over (partition by episode_id) as first_day,
        max(case when source = 'hmis' then 1 else 0 end) over (partition by episode_id, affiliate_id) as is_in_hmis
    from {{ ref('enrollment') }} as enrollment
),

deciding as (
    select
        rows_of_stay.*,
        max(case when exit_date is null then 1 else 0 end) over (partition by episode_id) as is_open,
        row_number() over (
            partition by episode_id
            order by case when exit_date is null then 0 else 1 end, exit_date desc, entry_date desc, enrollment_id
        ) as preference
    from rows_of_stay
    where source = 'hmis' or is_in_hmis = 0
)

select
    episode_id,
    enrollment_id,
    client_id,
    affiliate_id,
    program_id,
    household_id,
    first_day as entry_date,
    case when is_open = 0 then exit_date end as exit_date,
    case when is_open = 0 then destination_category end as destination_category,
    case when is_open = 0 then destination end as destination,
    case_manager,
    source_file,
    source_line
from deciding
where preference = 1
