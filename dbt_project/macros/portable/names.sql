{# A name as it is compared: small letters without accents, hyphens, spaces and signs. Letters of any script stay. #}
{% macro folded_name(text) -%}
    {{ replace_pattern(
        "translate(" ~ without_accents("lower(" ~ text ~ ")") ~ ", 'đøłıæœß', 'doliaos')",
        "[ ''’ʼ`´.,_/()\"‐‑–-]+",
        '',
    ) }}
{%- endmacro %}


{% macro without_accents(text) -%}
    {{ return(adapter.dispatch('without_accents', 'caseline')(text)) }}
{%- endmacro %}

{% macro default__without_accents(text) -%}
    strip_accents({{ text }})
{%- endmacro %}

{% macro postgres__without_accents(text) -%}
    regexp_replace(normalize({{ text }}, NFD), '[\u0300-\u036f]', '', 'g')
{%- endmacro %}
