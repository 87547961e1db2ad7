{# The effective dates of a head's enrollment (3.3), over the columns of lsa_household_stay. #}

{% macro lsa_household_move_in_date() -%}
    case
        when project_type not in (3, 13) then null
        when move_in_date < entry_date or move_in_date > exit_date or move_in_date > report_end then null
        when move_in_date = exit_date and project_type = 3 then null
        when move_in_date >= counts_until then null
        when move_in_date < counts_from then counts_from
        else move_in_date
    end
{%- endmacro %}


{% macro lsa_household_exit_date() -%}
    case
        when last_bed_night = report_end then null
        when {{ days_after('last_bed_night', 90) }} <= report_end then {{ days_after('last_bed_night', 1) }}
        when lsa_project_type = 1 and exit_in_time < report_end then {{ days_after('last_bed_night', 1) }}
        when project_type = 13 and exit_in_time = move_in_date and exit_in_time = report_end then null
        when project_type = 13 and exit_in_time = move_in_date then {{ days_after('move_in_date', 1) }}
        when counts_until <= report_end and coalesce(exit_in_time > counts_until, true) then counts_until
        else exit_in_time
    end
{%- endmacro %}


{# Where a household went (ExitDest of 3.3): unknown where the recorded exit did not count, unless the household moved
   into rapid re-housing that day. #}
{% macro lsa_destination(stay) -%}
    case
        when {{ stay }}.exit_date is null then -1
        when
            {{ stay }}.exit_date <> {{ stay }}.recorded_exit_date
            and {{ stay }}.recorded_exit_date is distinct from {{ stay }}.move_in_date then 99
        when {{ stay }}.recorded_exit_date is null or {{ stay }}.destination is null then 99
        when {{ stay }}.destination in (8, 9) then 98
        when {{ stay }}.destination in (17, 30, 99) then 99
        when {{ stay }}.destination = 435 then coalesce({{ stay }}.destination_subsidy_type, 99)
        else {{ stay }}.destination
    end
{%- endmacro %}
