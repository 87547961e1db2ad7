{# What files that replace one another are named alike: the name without dates and numbers. The same rule as SERIES of
   ingestion/forms/header_days.py. #}
{% macro file_series(file) -%}
    {%- set month = '(september|february|november|december|january|october|august|march|april|june|july|sept|may|'
        ~ 'jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)' -%}
    {{ replace_pattern('lower(' ~ file ~ ')', ' ?\\([0-9]+\\)|' ~ month ~ '[ ._,-]*[0-9]+|[0-9]+[ ._,-]*' ~ month ~ '|[0-9]+', '') }}
{%- endmacro %}


{# The day of a load: its id is the second it began. #}
{% macro day_of_load(load_id) -%}
    {{ days_after("date '1970-01-01'", 'cast(floor(' ~ try_cast_to(load_id, 'double precision') ~ ' / 86400) as integer)') }}
{%- endmacro %}
