{# Time on the street or in shelter (5.10, 7.8), over columns days, episodes, is_continuous, is_told and hoh_adult. #}
{% macro lsa_ch_time() -%}
    case
        when hoh_adult = 0 then -1
        when is_continuous or (days >= 365 and episodes >= 4) then 365
        when is_told then 400
        when days >= 365 then 365
        when days >= 270 then 270
        else 0
    end
{%- endmacro %}


{% macro lsa_ch_time_status() -%}
    case
        when hoh_adult = 0 then -1
        when is_continuous then 1
        when is_told or (days >= 365 and episodes >= 4) then 2
        when days >= 365 then 3
        else -1
    end
{%- endmacro %}


{# Whether an enrollment lacks what would tell how long somebody was homeless (5.10, 7.8). #}
{% macro lsa_street_time_is_missing(stay, entry_date) -%}
    (
        coalesce({{ stay }}.date_to_street_essh > {{ entry_date }}, false)
        or coalesce({{ stay }}.living_situation, 99) in (8, 9, 99)
        or coalesce({{ stay }}.length_of_stay, 99) in (8, 9, 99)
        or (
            ({{ stay }}.lsa_project_type in (0, 1, 8) or {{ stay }}.living_situation in (101, 116, 118))
            and {{ lsa_history_is_missing(stay) }}
        )
        or (
            {{ stay }}.lsa_project_type not in (0, 1, 8)
            and (
                {{ stay }}.length_of_stay in (10, 11)
                or ({{ stay }}.length_of_stay in (2, 3) and {{ stay }}.living_situation in (204, 205, 206, 207, 215, 225))
            )
            and (
                coalesce({{ stay }}.previous_street_essh, 99) not in (0, 1)
                or ({{ stay }}.previous_street_essh = 1 and {{ lsa_history_is_missing(stay) }})
            )
        )
    )
{%- endmacro %}


{# How long a household's member was homeless, with or without a disability (HHChronic of 5.12, 7.9). #}
{% macro lsa_hh_chronic(member) -%}
    case
        when {{ member }}.disability_status = 1 and {{ member }}.ch_time in (365, 400) and {{ member }}.ch_time_status in (1, 2) then 1
        when {{ member }}.ch_time in (365, 400) and {{ member }}.disability_status = 1 then 2
        when {{ member }}.ch_time in (365, 400) and {{ member }}.disability_status = 99 then 3
        when {{ member }}.ch_time in (365, 400) and {{ member }}.disability_status = 0 then 4
        when {{ member }}.ch_time = 270 and {{ member }}.disability_status = 1 and {{ member }}.ch_time_status = 99 then 5
        when {{ member }}.ch_time = 270 and {{ member }}.disability_status = 1 then 6
        when {{ member }}.disability_status <> 0 and {{ member }}.ch_time_status = 99 then 9
    end
{%- endmacro %}
