{# One of several values that stand in one text, by its place; NULL where there are fewer. #}
{% macro nth_value(text, nth) -%}
    nullif(trim(split_part({{ replace_pattern(text, '[;|]', ';') }}, ';', {{ nth }})), '')
{%- endmacro %}


{# Phones of one cell with semicolons between them; one that is a phone as it stands is left so. #}
{% macro several_phones(text) -%}
    case
        when {{ clean_phone(text) }} is null
            then {{ replace_pattern('lower(' ~ text ~ ')', '[/,&]|\\s(or|and|y|o)\\s|[\n\r]+', '; ') }}
        else {{ text }}
    end
{%- endmacro %}
