-- Whose days homeless are counted, and between which days (5.5, 7.4): adults and heads of the active cohort, and those of
-- the exit cohorts from their earliest start to their latest end.
select 'active' as basis, client_id, ch_start as window_start, last_active as window_end
from {{ ref('lsa_active_person') }}
where hoh_adult > 0
union all
select 'exit', client_id, min(ch_start), max(last_active)
from {{ ref('lsa_exit_hoh_adult') }}
group by client_id
