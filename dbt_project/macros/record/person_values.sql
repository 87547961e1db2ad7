{# Values of a person as records can be compared by them. What stands for "not known" becomes NULL.
   The words null, none, nan and true are real names and stay. #}

{% macro clean_name(text) -%}
    nullif(case
        when lower(trim({{ text }})) in (
            'unknown', 'unk', 'anonymous', 'anon', 'client', 'refused', 'unnamed', 'noname', 'no name', 'nfn', 'nln',
            'confidential', 'dv', 'dv client', 'test', 'test client', 'baby boy', 'baby girl', 'not known',
            'declined', 'n/a', 'na', 'x', 'xx', 'xxx', '?', '-'
        ) then null
        {# quotation marks around the whole are those of a broken export; a nickname's stay #}
        else trim({{ replace_pattern(replace_pattern(text, '^\s*"*([^"]*)"*\s*$', '\\1'), '\s+', ' ') }})
    end, '')
{%- endmacro %}


{# Names of nobody in particular, as a condition over both names, in which "unknown" is null already: John Doe,
   Unknown Male. #}
{% macro is_nobody(first_name, last_name) -%}
    coalesce(
        (
            lower({{ last_name }}) = 'doe'
            and lower({{ first_name }}) in ('john', 'jane', 'jon', 'baby', 'unknown')
        )
        or (
            lower({{ last_name }}) in ('male', 'female', 'woman', 'child', 'infant', 'adult')
            and lower(coalesce({{ first_name }}, '')) in ('', 'unk.', 'unidentified')
        ),
        false
    )
{%- endmacro %}


{# A whole name that says it is withheld: the person is never to be identified. `protection.py` of caseline.identity
   tells it of a file by the same patterns in the same way. #}
{% macro is_withheld(name) -%}
    {%- set said = {} -%}
    {%- for kind, patterns in var('withheld_names').items() -%}
        {%- do said.update({kind: patterns | join('|')}) -%}
    {%- endfor -%}
    {%- set words -%}
        ' ' || {{ replace_pattern('lower(' ~ name ~ ')', '[^a-z0-9à-ž]+', ' ') }} || ' '
    {%- endset -%}
    {%- set code = '[a-z]?[0-9]+[a-z]?' -%}
    {%- set roles = said.role ~ '|' ~ said.numbered -%}
    (
        {{ matches(words, ' (' ~ said.says ~ ')[0-9]* ') }}
        or (
            {{ matches(words, ' (' ~ said.alone ~ ') | (' ~ roles ~ ') ?' ~ code ~ ' | (' ~ said.role ~ ') [a-z] ') }}
            and {{ matches(
                words,
                '^ *((' ~ said.alone ~ '|' ~ said.beside ~ '|(' ~ roles ~ ')(' ~ code ~ ')?|' ~ code ~ '|[a-z]) +)+$'
            ) }}
        )
    )
{%- endmacro %}


{# Nine digits, or xxxxx and the last four; NULL where the Social Security Administration cannot have given it. #}
{% macro clean_ssn(text, quality) -%}
    {%- set digits = replace_pattern(text, '[^0-9]', '') -%}
    {%- set last_four = "right(" ~ digits ~ ", 4)" -%}
    case
        when {{ quality }} = 'unknown' or {{ text }} is null then null
        when {{ matches('lower(' ~ text ~ ')', '^[0-9]{4}[0-9a-f]{64}$') }}
            then nullif('xxxxx' || left({{ text }}, 4), 'xxxxx0000')
        when {{ last_four }} = '0000' or {{ matches('trim(' ~ text ~ ')', '[0-9]{4}$') }} = false then null
        when {{ digits }} in ('123456789', '987654321', '078051120', '219099999', '457555462', '111223333') then null
        when {{ digits }} = repeat(left({{ digits }}, 1), length({{ digits }})) then null
        when length({{ digits }}) = 9 and {{ matches(digits, '^(000|666|9|...00)') }}
            then case when left({{ digits }}, 5) = '00000' then 'xxxxx' || {{ last_four }} end
        when length({{ digits }}) = 9 and {{ quality }} = 'partial' then 'xxxxx' || {{ last_four }}
        when length({{ digits }}) = 9 then {{ digits }}
        when length({{ digits }}) between 4 and 8 then 'xxxxx' || {{ last_four }}
    end
{%- endmacro %}


{% macro clean_dob(date, quality, recorded_on) -%}
    case
        when {{ quality }} = 'unknown' then null
        when {{ date }} in (date '1900-01-01', date '1901-01-01', date '1970-01-01') then null
        when {{ date }} < date '1900-01-01' then null
        when {{ date }} > {{ recorded_on }} then null
        else {{ date }}
    end
{%- endmacro %}


{# Ten digits of a US number; an extension and the country code fall away. #}
{% macro clean_phone(text) -%}
    {%- set digits = replace_pattern(
        replace_pattern(replace_pattern('lower(' ~ text ~ ')', '(x|ext).*$', ''), '[^0-9]', ''), '^1([0-9]{10})$', '\\1'
    ) -%}
    case
        when length({{ digits }}) <> 10 or {{ matches(digits, '^[01]') }} then null
        when {{ digits }} = repeat(left({{ digits }}, 1), 10) or {{ digits }} in ('1234567890', '2345678901') then null
        else {{ digits }}
    end
{%- endmacro %}


{% macro clean_email(text) -%}
    case
        when {{ matches('lower(trim(' ~ text ~ '))', '^[^@\s]+@[^@\s]+[.][^@\s]+$') }}
            and not {{ matches('lower(trim(' ~ text ~ '))', '^(none|noemail|no|unknown|na|noreply|test)@') }}
            then lower(trim({{ text }}))
    end
{%- endmacro %}


{# Five digits; '01234-5678' -> '01234', and '1234', which lost its zero in a spreadsheet, too. #}
{% macro clean_zip(text) -%}
    case
        when {{ matches('trim(' ~ text ~ ')', '^[0-9]{4}(-[0-9]{4})?$') }} then '0' || left(trim({{ text }}), 4)
        when {{ matches('trim(' ~ text ~ ')', '^[0-9]{5}(-?[0-9]{4})?$') }}
            then nullif(nullif(left(trim({{ text }}), 5), '00000'), '99999')
    end
{%- endmacro %}


{# F, M or X from words of any source. #}
{% macro clean_sex(text) -%}
    case
        when lower(trim({{ text }})) in ('f', 'female', 'woman', 'girl', 'cis woman', 'cisgender woman') then 'F'
        when lower(trim({{ text }})) in ('m', 'male', 'man', 'boy', 'cis man', 'cisgender man') then 'M'
        when lower(trim({{ text }})) in (
            'x', 'non-binary', 'nonbinary', 'non binary', 'other', 'genderqueer', 'different identity', 'intersex'
        ) then 'X'
    end
{%- endmacro %}


{# How complete HMIS says a value is. #}
{% macro hmis_quality(code) -%}
    case {{ code }} when 1 then 'full' when 2 then 'partial' when 8 then 'unknown' when 9 then 'unknown'
        when 99 then 'unknown' end
{%- endmacro %}


{# Gender in the words HMIS uses; other words stay as they are. #}
{% macro clean_gender(text) -%}
    case
        when {{ matches('lower(' ~ text ~ ')', 'unknown|prefer|declin|refus|not collected|not know') }} then null
        when {{ clean_sex(text) }} = 'F' then 'Woman'
        when {{ clean_sex(text) }} = 'M' then 'Man'
        when lower(trim({{ text }})) in ('non-binary', 'nonbinary', 'non binary', 'x') then 'Non-binary'
        else nullif(trim({{ text }}), '')
    end
{%- endmacro %}


{# Races and ethnicities in the words HMIS uses, whatever words name them; words that name none stay as they are. #}
{% macro clean_race_ethnicity(text) -%}
    {%- set words = {
        'American Indian, Alaska Native or Indigenous': 'american indian|native american|alaska|indigen|amind',
        'Asian or Asian American': '(^|[^c])asian',
        'Black, African American or African': 'black|african american|^african',
        'Hispanic or Latino': 'hispan|latin',
        'Middle Eastern or North African': 'middle east|north afric|mideast',
        'Native Hawaiian or Pacific Islander': 'hawai|pacific',
        'White': 'white|caucasian',
    } -%}
    case when {{ matches('lower(' ~ text ~ ')', 'unknown|prefer|declin|refus|not collected|not know') }} then null
        else coalesce(
            nullif(concat_ws(
                '; '
                {%- for word, pattern in words.items() %},
                case when {{ matches('lower(' ~ text ~ ')', pattern) }} then '{{ word }}' end
                {%- endfor %}
            ), ''),
            nullif(trim({{ text }}), '')
        )
    end
{%- endmacro %}
