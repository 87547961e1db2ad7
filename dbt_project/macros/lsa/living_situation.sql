{# Whether somebody came from the street or shelter (3.917), where project types do not say so themselves. #}
{% macro lsa_came_from_street(stay) -%}
    (
        {{ stay }}.living_situation in (101, 116, 118)
        or (
            {{ stay }}.previous_street_essh = 1
            and (
                {{ stay }}.length_of_stay in (10, 11)
                or ({{ stay }}.living_situation in (204, 205, 206, 207, 215, 225) and {{ stay }}.length_of_stay in (2, 3))
            )
        )
    )
{%- endmacro %}


{# Whether the date, the times or the months of 3.917 are missing. #}
{% macro lsa_history_is_missing(stay) -%}
    (
        {{ stay }}.date_to_street_essh is null
        or coalesce({{ stay }}.times_homeless_past_three_years, 99) in (8, 9, 99)
        or coalesce({{ stay }}.months_homeless_past_three_years, 99) in (8, 9, 99)
    )
{%- endmacro %}


{# Where a household lived before (xLivingSit of 6.6): not known where the enrollment counts from another day than
   the recorded one, for which the question was asked. #}
{% macro lsa_living_situation(household, stay) -%}
    case
        when {{ household }}.entry_date <> {{ stay }}.entry_date then 99
        when {{ stay }}.living_situation in (8, 9) then 98
        when {{ stay }}.living_situation is null or {{ stay }}.living_situation = 99 then 99
        when {{ stay }}.living_situation = 435 then coalesce({{ stay }}.rental_subsidy_type, 99)
        else {{ stay }}.living_situation
    end
{%- endmacro %}
