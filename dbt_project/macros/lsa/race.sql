{# Race and ethnicity as one number (5.4): the digits of everything ticked, in order; 98 not told, 99 missing. #}
{% macro lsa_race_ethnicity(client) -%}
    case
        when {{ client }}.race_none in (8, 9) then 98
        when {{ client }}.race_none = 99 then 99
        else coalesce(cast(nullif(
            {%- for digit, column in [
                (1, 'am_ind_ak_native'), (2, 'asian'), (3, 'black_af_american'), (4, 'native_hi_pacific'), (5, 'white'),
                (6, 'hispanic_latinao'), (7, 'mid_east_n_african'),
            ] %}
            case when {{ client }}.{{ column }} = 1 then '{{ digit }}' else '' end{{ ' ||' if not loop.last }}
            {%- endfor %}, '') as integer), 99)
    end
{%- endmacro %}
