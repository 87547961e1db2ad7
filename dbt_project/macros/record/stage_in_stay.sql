{# When in a stay something was asked: as the form says, else by its place among the times the same was asked. #}

{# Its number among them, from the first and from the last of those that are no follow-up; over rows of record.submission. #}
{% macro numbered_in_stay(asked, tie, exit_date) -%}
    row_number() over (
            partition by submission.client_id, coalesce(submission.enrollment_id, submission.program_id), {{ asked }}
            order by submission.submitted_on nulls last, {{ in_byte_order(tie) }}
        ) as nth,
        row_number() over (
            partition by submission.client_id, coalesce(submission.enrollment_id, submission.program_id), {{ asked }}
            order by
                case when submission.submitted_on > {{ last_exit_survey(exit_date) }} then 1 else 0 end,
                submission.submitted_on desc nulls last,
                {{ in_byte_order(tie) }} desc
        ) as nth_from_last
{%- endmacro %}


{# The last day on which what is asked is an exit survey. #}
{% macro last_exit_survey(exit_date) -%}
    {{ days_after(exit_date, setting_number('exit_survey_days', 30)) }}
{%- endmacro %}


{% macro stage_in_stay() -%}
    case
        when given_stage is not null then given_stage
        when submitted_on > {{ last_exit_survey('exit_date') }} then 'follow_up'
        when nth = 1 then 'baseline'
        when nth_from_last = 1
            and submitted_on >= {{ days_after('exit_date', '-' ~ setting_number('exit_survey_days', 30)) }} then 'exit'
        else 'mid'
    end
{%- endmacro %}
