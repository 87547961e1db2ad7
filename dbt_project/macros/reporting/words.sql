{# How numbers and names are written in sentences. #}

{# 'youth_pathways' -> 'Youth pathways', for ids that nobody gave a title. #}
{% macro titled(text) -%}
    upper(substr(replace({{ text }}, '_', ' '), 1, 1)) || substr(replace({{ text }}, '_', ' '), 2)
{%- endmacro %}

{# 1 -> '1 client', 12 -> '12 clients' #}
{% macro counted_noun(number, singular, plural) -%}
    cast({{ number }} as text) || case when {{ number }} = 1 then ' {{ singular }}' else ' {{ plural }}' end
{%- endmacro %}

{# The same with words from columns. #}
{% macro counted_words(number, singular, plural) -%}
    cast({{ number }} as text) || ' ' || case when {{ number }} = 1 then {{ singular }} else {{ plural }} end
{%- endmacro %}

{# 'were served' of one client is 'was served'. #}
{% macro did_words(number, did) -%}
    case when {{ number }} = 1 and {{ did }} like 'were %' then 'was ' || substr({{ did }}, 6) else {{ did }} end
{%- endmacro %}

{# Whether a code, its skill, or the level of a rubric is among those a JSON list names. #}
{% macro tells_of(list, code) -%}
    (
        {{ json_list_holds(list, code ~ '.skill') }}
        or {{ json_list_holds(list, code ~ ".skill || '.' || coalesce(cast(" ~ code ~ ".level as text), " ~ code ~ ".code)") }}
    )
{%- endmacro %}

{# A number with at most one decimal: 3 -> '3', 2.46 -> '2.5' #}
{% macro in_words(number) -%}
    replace(cast(cast({{ number }} as decimal(18, 1)) as text), '.0', '')
{%- endmacro %}

{# Whole years from birth to a day. #}
{% macro age_in_years(born, on_day) -%}
    cast(
        extract(year from {{ on_day }}) - extract(year from {{ born }})
        - case
            when extract(month from {{ on_day }}) * 100 + extract(day from {{ on_day }})
                < extract(month from {{ born }}) * 100 + extract(day from {{ born }}) then 1
            else 0
        end
        as integer
    )
{%- endmacro %}

{# The age bands of funder reports, written so that they sort. #}
{% macro age_group(age) -%}
    case
        when {{ age }} is null or {{ age }} < 0 then 'unknown'
        when {{ age }} < 5 then '00-04'
        when {{ age }} < 13 then '05-12'
        when {{ age }} < 18 then '13-17'
        when {{ age }} < 25 then '18-24'
        when {{ age }} < 35 then '25-34'
        when {{ age }} < 45 then '35-44'
        when {{ age }} < 55 then '45-54'
        when {{ age }} < 65 then '55-64'
        else '65+'
    end
{%- endmacro %}
