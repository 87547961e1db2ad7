{# Whether an engagement is a client's: volunteers and staff take part in programs too. #}
{% macro is_client_role(role) -%}
    coalesce(lower({{ role }}), 'client') in ('client', 'participant')
{%- endmacro %}
