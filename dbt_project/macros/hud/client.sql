{# Values of the client that HUD's tables group by, as row keys of the layouts. #}

{# Move-in date (R22): the head's own; a member who was there takes it unless gone before, one who came later has the
   day of entry. Since FY2024 a member's own date goes first. `stay` and `household` are aliases of hud_stay and
   hud_household. #}
{% macro hud_move_in(stay, household) -%}
    case
        when not {{ stay }}.moves_in or {{ household }}.head_move_in_date is null then null
        when
            {{ stay }}.version >= 'fy2024' and not {{ stay }}.is_hoh
            and {{ stay }}.move_in_date between {{ stay }}.entry_date and coalesce({{ stay }}.exit_date, {{ stay }}.period_end)
            then {{ stay }}.move_in_date
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


{# Age bands (R10); the oldest begin at 62, since FY2024 at 65. #}
{% macro hud_age_band(age, dob, quality, version) -%}
    case
        when {{ age }} < 5 then '0-4'
        when {{ age }} < 13 then '5-12'
        when {{ age }} < 18 then '13-17'
        when {{ age }} < 25 then '18-24'
        when {{ age }} < 35 then '25-34'
        when {{ age }} < 45 then '35-44'
        when {{ age }} < 55 then '45-54'
        when {{ age }} < case when {{ version }} < 'fy2024' then 62 else 65 end then '55-'
        when {{ age }} is not null then 'oldest'
        when {{ dob }} is null and {{ quality }} in (8, 9) then 'dk'
        else 'missing'
    end
{%- endmacro %}


{% macro hud_race_flags() -%}
    {{ return([
        'am_ind_ak_native', 'asian', 'black_af_american', 'hispanic_latinao', 'mid_east_n_african', 'native_hi_pacific', 'white',
    ]) }}
{%- endmacro %}


{% macro hud_gender_flags() -%}
    {{ return([
        'woman', 'man', 'culturally_specific', 'transgender', 'non_binary', 'questioning', 'different_identity',
    ]) }}
{%- endmacro %}


{# Since FY2024 (Q10a, Q12): one flag, two as 'asian+white', or several, among them one that counts by itself. #}
{% macro hud_identities(client, flags, untold, apart='') -%}
    {%- set names = [] -%}
    {%- set ones = [] -%}
    {%- for flag in flags -%}
        {%- do names.append("case when " ~ client ~ "." ~ flag ~ " = 1 then '+" ~ flag ~ "' else '' end") -%}
        {%- do ones.append("case when " ~ client ~ "." ~ flag ~ " = 1 then 1 else 0 end") -%}
    {%- endfor -%}
    case
        when {{ client }}.{{ untold }} in (8, 9) then 'dk'
        when {{ ones | join(' + ') }} = 0 then 'missing'
        when {{ ones | join(' + ') }} <= 2 then substr({{ names | join(' || ') }}, 2)
        {%- if apart %}
        when {{ client }}.{{ apart }} = 1 then 'several_{{ apart }}'
        {%- endif %}
        else 'several'
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
