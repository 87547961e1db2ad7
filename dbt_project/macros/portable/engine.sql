{# What the two engines spell differently, besides patterns and casts. #}

{# SHA-256 of text as 64 hex digits. #}
{% macro sha256_hex(text) -%}
    {{ return(adapter.dispatch('sha256_hex', 'caseline')(text)) }}
{%- endmacro %}

{% macro default__sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}

{% macro postgres__sha256_hex(text) -%}
    encode(sha256(convert_to({{ text }}, 'UTF8')), 'hex')
{%- endmacro %}


{# Days from one date to another, as an integer. #}
{% macro days_between(first_date, last_date) -%}
    ({{ last_date }} - {{ first_date }})
{%- endmacro %}


{# A date some days later. #}
{% macro days_after(date, days) -%}
    cast({{ date }} + {{ days }} * interval '1 day' as date)
{%- endmacro %}


{# Every day from one to another, a row each; for a select list. #}
{% macro each_day(first_day, last_day) -%}
    {{ return(adapter.dispatch('each_day', 'caseline')(first_day, last_day)) }}
{%- endmacro %}

{% macro default__each_day(first_day, last_day) -%}
    unnest(generate_series({{ first_day }}, {{ last_day }}, interval '1 day'))
{%- endmacro %}

{% macro postgres__each_day(first_day, last_day) -%}
    generate_series({{ first_day }}, {{ last_day }}, interval '1 day')
{%- endmacro %}


{% macro year_month(date) -%}
    {{ return(adapter.dispatch('year_month', 'caseline')(date)) }}
{%- endmacro %}

{% macro default__year_month(date) -%}
    strftime({{ date }}, '%Y-%m')
{%- endmacro %}

{% macro postgres__year_month(date) -%}
    to_char({{ date }}, 'YYYY-MM')
{%- endmacro %}


{# A day as people read it: 3 March 2026. #}
{% macro day_in_words(date) -%}
    {{ return(adapter.dispatch('day_in_words', 'caseline')(date)) }}
{%- endmacro %}

{% macro default__day_in_words(date) -%}
    strftime({{ date }}, '%-d %B %Y')
{%- endmacro %}

{% macro postgres__day_in_words(date) -%}
    to_char({{ date }}, 'FMDD FMMonth YYYY')
{%- endmacro %}


{# Texts of a group in the order given, joined. #}
{% macro joined(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}


{# The same order on every machine and engine: bytes, not a language's rules. #}
{% macro in_byte_order(text) -%}
    {{ return(adapter.dispatch('in_byte_order', 'caseline')(text)) }}
{%- endmacro %}

{% macro default__in_byte_order(text) -%}
    {{ text }}
{%- endmacro %}

{% macro postgres__in_byte_order(text) -%}
    {{ text }} collate "C"
{%- endmacro %}
