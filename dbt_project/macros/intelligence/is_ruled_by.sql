{# Whether a ruling is about a code: the same code in the same note, at words that overlap those it names. One that names
   no words is about all of that code in that note, one that names no value about every level. #}
{% macro is_ruled_by(code, ruling) -%}
    {{ code }}.note_id = {{ ruling }}.note_id
    and {{ code }}.skill = {{ ruling }}.skill
    and {{ code }}.code = {{ ruling }}.code
    and ({{ ruling }}.value is null or {{ ruling }}.value = {{ code }}.value)
    and (
        {{ ruling }}.quote is null
        or {{ ruling }}.quote = {{ code }}.quote
        or ({{ ruling }}.quote_start < {{ code }}.quote_end and {{ code }}.quote_start < {{ ruling }}.quote_end)
    )
{%- endmacro %}
