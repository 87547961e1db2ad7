{# Words of a refusal anywhere in an answer. #}
{% macro says_refusal(text) -%}
    {{ matches('lower(' ~ text ~ ')',
        "(^|[^a-z])(no|not|never)([^a-z]|$)|n[''’]t|refus|declin|withdr|revok|rescind|cancel|disagree|denie|opt(ed)? out") }}
{%- endmacro %}


{# Yes, no or a refusal in words, beside which a tick in the same column may mean either. #}
{% macro is_consent_in_words(text) -%}
    ({{ matches('lower(trim(' ~ text ~ '))', '^(yes|y|true|t|sí|si|n|false|f)$') }} or {{ says_refusal(text) }})
{%- endmacro %}


{# A header under which yes and a tick are a refusal, such as Declined. #}
{% macro is_headed_refusal(header) -%}
    ({{ matches('lower(' ~ header ~ ')', refusing_header()) }} and not {{ is_headed_both(header) }})
{%- endmacro %}


{# A header that speaks of consent before it speaks of refusal, or says what marks mean: 'Consent (x = yes, blank =
   declined)'. What yes or a tick under it means is asked. #}
{% macro is_headed_both(header) -%}
    {{ matches('lower(' ~ header ~ ')',
        '(yes|=|consent|agree|accept|allow|permi|grant|authori|share|release|sign).*(' ~ refusing_header() ~ ')|('
        ~ refusing_header() ~ ').*(yes|=|accept|(^|[^a-z])or([^a-z]|$))') }}
{%- endmacro %}


{% macro refusing_header() -%}
    {{ return('refus|declin|withdr|revok|opt(ed)?.?out|do(es)? not|not agree') }}
{%- endmacro %}
