{# How the words of an answer are compared with those of a screen: the same rule as caseline.organization.screens.wording. #}
{% macro answer_words(text) -%}
    trim({{ replace_pattern("replace(lower(" ~ text ~ "), '’', '''')", '\s+', ' ') }}, ' .')
{%- endmacro %}


{# '2 - Several days' and 'Several days (2)' -> 'several days': many tools write the number beside the words. #}
{% macro unnumbered(text) -%}
    {{ replace_pattern(answer_words(text), '^[(]?\d+\s*[-=:.)]+\s*|\s*[(]\d+[)]$', '') }}
{%- endmacro %}
