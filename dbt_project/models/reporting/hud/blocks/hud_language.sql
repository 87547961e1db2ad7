-- The twenty languages that most heads need translation from (Q24d), in the order they are printed. Code 21 is a language
-- that HMIS does not list.
with counted as (
    select
        report_id, preferred_language,
        row_number() over (partition by report_id order by count(*) desc, preferred_language) as rank
    from {{ ref('hud_client') }}
    where is_hoh and translation_needed = 1 and preferred_language <> 21
    group by report_id, preferred_language
)

select report_id, preferred_language, cast(rank as integer) as rank
from counted
where rank <= 20
