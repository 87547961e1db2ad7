{# JSON that the organisation's files became: short objects of short lists. #}

{# The value under a key, as text; NULL where there is none. #}
{% macro json_value(text, key) -%}
    (cast({{ text }} as json) ->> '{{ key }}')
{%- endmacro %}

{# Whether a JSON list of texts (as text) holds this text. #}
{% macro json_list_holds(list, text) -%}
    strpos({{ list }}, '"' || {{ text }} || '"') > 0
{%- endmacro %}
