{# What files that replace one another are named alike: the name without dates and numbers. #}
{% macro file_series(file) -%}
    {{ replace_pattern('lower(' ~ file ~ ')', ' ?\\([0-9]+\\)|[0-9]+', '') }}
{%- endmacro %}


{# The day of a load: its id is the second it began. #}
{% macro day_of_load(load_id) -%}
    {{ days_after("date '1970-01-01'", 'cast(floor(' ~ try_cast_to(load_id, 'double precision') ~ ' / 86400) as integer)') }}
{%- endmacro %}
