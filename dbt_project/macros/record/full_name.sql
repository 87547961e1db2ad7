{# The given or family name within `full_name`: 'Last, First Middle' or 'First Middle Last Jr'. #}
{% macro part_of_full_name(part) -%}
    {%- set name = replace_pattern('trim(full_name)', '[ ,]+([Jj][Rr]|[Ss][Rr]|II|III|IV)[.]?$', '') -%}
    {%- if part == 'first' -%}
    case
        when full_name like '%,%' then {{ replace_pattern(name, '^[^,]*,\s*([^\s]*).*$', '\\1') }}
        else {{ replace_pattern(name, '^([^\s]+).*$', '\\1') }}
    end
    {%- else -%}
    case
        when full_name like '%,%' then {{ replace_pattern(name, '^([^,]*),.*$', '\\1') }}
        when {{ name }} like '% %' then {{ replace_pattern(name, '^.*\s([^\s]+)$', '\\1') }}
    end
    {%- endif -%}
{%- endmacro %}
