{# For each row of CTE `events` (event_id, client_id, affiliate_id, program_id, happened_on) the client's enrollment it
   belongs to: in the program it names, where it names one; rather a stay that was going on that day (or began
   within two weeks), rather the same affiliate's, then the latest begun. #}
{% macro nearest_enrollment() %}
    select event_id, enrollment_id, program_id, entry_date, exit_date
    from (
        select
            events.event_id,
            stay.enrollment_id,
            stay.program_id,
            stay.entry_date,
            stay.exit_date,
            row_number() over (
                partition by events.event_id
                order by
                    case when events.happened_on <= coalesce(stay.exit_date, events.happened_on) then 0 else 1 end,
                    case when events.affiliate_id = stay.affiliate_id then 0 else 1 end,
                    stay.entry_date desc,
                    {{ in_byte_order('stay.enrollment_id') }}
            ) as place
        from events
        inner join {{ ref('enrollment') }} as stay
            on events.client_id = stay.client_id
            and {{ days_after('events.happened_on', 14) }} >= stay.entry_date
            and coalesce(events.program_id, stay.program_id) = stay.program_id
    ) as candidates
    where place = 1
{% endmacro %}
