{# Whether a Social Security number can be one (SSNValid of 11.6): 1 yes, 0 missing or impossible, 9 not told, 4 the last
   four digits. #}
{% macro lsa_ssn_valid(client) -%}
    case
        when {{ client }}.ssn_data_quality in (8, 9) then 9
        when {{ client }}.ssn_data_quality = 2 and {{ matches(client ~ '.ssn', '^[xX]{5}[0-9]{4}$') }}
            and substr({{ client }}.ssn, 6, 4) <> '0000' then 4
        when {{ client }}.ssn is null or not {{ matches(client ~ '.ssn', '^[0-9]{9}$') }} then 0
        when substr({{ client }}.ssn, 1, 3) in ('000', '666') or substr({{ client }}.ssn, 1, 1) = '9' then 0
        when substr({{ client }}.ssn, 4, 2) = '00' or substr({{ client }}.ssn, 6, 4) = '0000' then 0
        when replace({{ client }}.ssn, substr({{ client }}.ssn, 1, 1), '') = '' then 0
        when {{ client }}.ssn in ('123456789', '234567890', '345678901', '456789012', '567890123', '678901234', '789012345',
            '890123456') then 0
        else 1
    end
{%- endmacro %}
