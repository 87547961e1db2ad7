{# Casts that give NULL, never an error, when text cannot be read. Intake reports what became NULL. #}

{% macro try_cast_to(text, type) -%}
    {{ return(adapter.dispatch('try_cast_to', 'caseline')(text, type)) }}
{%- endmacro %}

{% macro default__try_cast_to(text, type) -%}
    try_cast({{ text }} as {{ type }})
{%- endmacro %}

{% macro postgres__try_cast_to(text, type) -%}
    case when pg_input_is_valid({{ text }}, '{{ type }}') then cast({{ text }} as {{ type }}) end
{%- endmacro %}


{# Text as YYYY-M-D where it starts with a date in ISO form, which is how dates are landed; else nothing. In which order
   3/4/2025 is read is decided at the door, for a whole column (ingestion/date_columns.py). #}
{% macro iso_date_text(text) -%}
    case
        when {{ matches(text, '^\s*\d{4}-\d{1,2}-\d{1,2}($|[T\s])') }}
            then {{ replace_pattern(text, '^\s*(\d{4}-\d{1,2}-\d{1,2}).*$', '\\1') }}
    end
{%- endmacro %}


{% macro safe_date(text) -%}
    {{ try_cast_to('(' ~ iso_date_text(text) ~ ')', 'date') }}
{%- endmacro %}


{# The clock time as written, without its zone; midnight where there is none. #}
{% macro safe_timestamp(text) -%}
    {{ try_cast_to(
        '((' ~ iso_date_text(text) ~ ") || ' ' || case when " ~ matches(text, '[T\s]\d{1,2}:\d{2}')
        ~ " then " ~ replace_pattern(text, '^\s*[^T\s]+[T\s]+(\d{1,2}:\d{2}(:\d{2})?).*$', '\\1') ~ " else '00:00' end)",
        'timestamp'
    ) }}
{%- endmacro %}


{# '$1,200.50' -> 1200.5. What is no finite number, or more than anybody counts in (a slip of the hand, 'inf', 'nan'),
   cannot be read: one such value would make every sum it goes into worthless. #}
{% macro safe_number(text) -%}
    {%- set number = try_cast_to(replace_pattern(text, '[$,\s]', ''), 'double precision') -%}
    case when {{ number }} between -1e9 and 1e9 then {{ number }} end
{%- endmacro %}


{# '3' and '3.0' -> 3; '3.5' cannot be read. #}
{% macro safe_integer(text) -%}
    {{ try_cast_to(replace_pattern(text, '^\s*(-?\d+)(\.0*)?\s*$', '\\1'), 'integer') }}
{%- endmacro %}


{% macro safe_boolean(text) -%}
    case
        when {{ plain_mark(text) }} in ('1', 'true', 'yes', 'y', 't', 'sí', 'si', 'x', 'xx', '✓', '✔', '√', '☑', '☒', 'checked') then true
        when {{ plain_mark(text) }} in ('0', 'false', 'no', 'n', 'f', '☐', 'unchecked') then false
    end
{%- endmacro %}


{# A mark that says yes, or that a thing is so: what is meant is what stands at the head of its column. #}
{% macro is_tick(text) -%}
    {{ plain_mark(text) }} in ('x', 'xx', '✓', '✔', '√', '☑', '☒')
{%- endmacro %}


{# In small letters, and without the sign that makes a picture of a mark (U+FE0F). #}
{% macro plain_mark(text) -%}
    lower(trim(replace({{ text }}, chr(65039), '')))
{%- endmacro %}


{% macro safe_cast_as(text, type) -%}
    {%- if type == 'text' -%} {{ text }}
    {%- elif type == 'date' -%} {{ safe_date(text) }}
    {%- elif type == 'timestamp' -%} {{ safe_timestamp(text) }}
    {%- elif type == 'integer' -%} {{ safe_integer(text) }}
    {%- elif type == 'double precision' -%} {{ safe_number(text) }}
    {%- elif type == 'boolean' -%} {{ safe_boolean(text) }}
    {%- else -%} {{ exceptions.raise_compiler_error('No safe cast to ' ~ type) }}
    {%- endif -%}
{%- endmacro %}
