-- Q6e Timeliness: days from an entry or exit to its record.
with recorded as (
    select *, {{ days_between('entry_date', 'cast(entry_recorded_at as date)') }} as days_to_entry_record,
        {{ days_between('exit_date', 'cast(exit_recorded_at as date)') }} as days_to_exit_record
    from {{ ref('hud_client') }}
    where in_quality
)

select {{ placed('Q6e', hud_delay_band('days_to_entry_record'), "'start'", 'days_to_entry_record') }}
from recorded
where entry_date between period_start and period_end
union all
select {{ placed('Q6e', hud_delay_band('days_to_exit_record'), "'exit'", 'days_to_exit_record', record='exit_record_id') }}
from recorded
where is_leaver
