{# HUD's relation to the head of household, in words. #}
{% macro relationship_to_hoh(code) -%}
    case {{ code }}
        when 1 then 'Head of household' when 2 then 'Child' when 3 then 'Spouse or partner'
        when 4 then 'Other relation' when 5 then 'Not related'
    end
{%- endmacro %}
