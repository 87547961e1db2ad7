{# Regular expressions. Patterns keep to what both engines share: classes, quantifiers, groups, \d and \s. #}

{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'caseline')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro postgres__matches(text, pattern) -%}
    ({{ text }} ~ '{{ pattern }}')
{%- endmacro %}


{# Every match replaced; \1 is the first group. #}
{% macro replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}


{# 'Family Support / 2' -> 'family_support_2' #}
{% macro slug(text) -%}
    trim({{ replace_pattern('lower(' ~ text ~ ')', '[^a-z0-9]+', '_') }}, '_')
{%- endmacro %}
