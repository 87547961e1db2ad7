{# Values of the client that HUD's tables group by, as row keys of the layouts. #}

{# Move-in date (R22): the head's own; a member who was there takes it unless gone before, one who came later has the
   day of entry. `stay` and `household` are aliases of hud_stay and hud_household. #}
{% macro hud_move_in(stay, household) -%}
    case
        when not {{ stay }}.moves_in or {{ household }}.head_move_in_date is null then null
        when {{ stay }}.is_hoh or {{ stay }}.entry_date <= {{ household }}.head_move_in_date
            then case
                when coalesce({{ stay }}.exit_date, {{ household }}.head_move_in_date) >= {{ household }}.head_move_in_date
                    then {{ household }}.head_move_in_date
            end
        else {{ stay }}.entry_date
    end
{%- endmacro %}


{# A date some whole years later. #}
{% macro years_after(date, years) -%}
    cast({{ date }} + {{ years }} * interval '1 year' as date)
{%- endmacro %}


{# Age bands (R10). #}
{% macro hud_age_band(age, dob, quality) -%}
    case
        when {{ age }} < 5 then '0-4'
        when {{ age }} < 13 then '5-12'
        when {{ age }} < 18 then '13-17'
        when {{ age }} < 25 then '18-24'
        when {{ age }} < 35 then '25-34'
        when {{ age }} < 45 then '35-44'
        when {{ age }} < 55 then '45-54'
        when {{ age }} < 62 then '55-'
        when {{ age }} is not null then 'oldest'
        when {{ dob }} is null and {{ quality }} in (8, 9) then 'dk'
        else 'missing'
    end
{%- endmacro %}


{# One gender (Q10, until FY2023): the first that fits. #}
{% macro hud_gender(client) -%}
    case
        when {{ client }}.gender_none in (8, 9) then 'dk'
        when {{ client }}.questioning = 1 then 'questioning'
        when {{ client }}.non_binary = 1 or ({{ client }}.woman = 1 and {{ client }}.man = 1) then 'no_single_gender'
        when {{ client }}.transgender = 1 then 'transgender'
        when {{ client }}.woman = 1 then 'female'
        when {{ client }}.man = 1 then 'male'
        else 'missing'
    end
{%- endmacro %}


{# One race (Q12a, until FY2023). #}
{% macro hud_race(client) -%}
    {%- set races = ['white', 'black_af_american', 'asian', 'am_ind_ak_native', 'native_hi_pacific'] -%}
    {%- set flags = [] -%}
    {%- for race in races -%}
        {%- do flags.append('case when ' ~ client ~ '.' ~ race ~ ' = 1 then 1 else 0 end') -%}
    {%- endfor -%}
    case
        when {{ client }}.race_none in (8, 9) then 'dk'
        when {{ flags | join(' + ') }} > 1 then 'multiple'
        {%- for race in races %}
        when {{ client }}.{{ race }} = 1 then '{{ race }}'
        {%- endfor %}
        else 'missing'
    end
{%- endmacro %}


{% macro hud_ethnicity(code) -%}
    case when {{ code }} = 0 then 'not_hispanic' when {{ code }} = 1 then 'hispanic' when {{ code }} in (8, 9) then 'dk'
        else 'missing' end
{%- endmacro %}


{# The last Wednesday of a month: its last day less the days since Wednesday. #}
{% macro last_wednesday(year, month) -%}
    {%- set last = "cast(make_date(cast(" ~ year ~ " as integer), " ~ month ~ ", 1) + interval '1 month' - interval '1 day' as date)" -%}
    {{ days_after(last, '-((cast(extract(dow from ' ~ last ~ ') as integer) + 4) % 7)') }}
{%- endmacro %}
