{# A Salesforce ID in 18 characters, whether it is written in 15 or in 18: each of the last three says which of five
   letters are capitals. #}
{% macro salesforce_id(text) -%}
    case
        when {{ matches(text, '^[0-9A-Za-z]{15}([A-Z0-5]{3})?$') }} and {{ matches(text, '^.{0,2}[0-9]') }}
            then left({{ text }}, 15)
            {%- for start in [1, 6, 11] %}
            || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1
                {%- for at in range(5) %}
                + case when ascii(substr({{ text }}, {{ start + at }}, 1)) between 65 and 90 then {{ 2 ** at }} else 0 end
                {%- endfor %}, 1)
            {%- endfor %}
        else {{ text }}
    end
{%- endmacro %}
