{# The last day of a stay that the newest snapshot lacks: the day of that snapshot, no later than the data speaks of and
   no earlier than the stay. #}
{% macro vanished_by() -%}
    case
        when form_submission.vanished_on is not null
            then greatest(
                stay.entry_date, least(form_submission.vanished_on, (select as_of from {{ ref('as_of') }}))
            )
    end
{%- endmacro %}
