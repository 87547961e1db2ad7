{# Every exit of an enrollment in HMIS; `newest` is 1 for the one that counts: the one updated last. #}
{% macro ranked_exits() -%}
    select
        *,
        row_number() over (
            partition by affiliate_id, enrollment_id order by date_updated desc nulls last, exit_id desc
        ) as newest
    from {{ ref('hmis_exit') }}
    where not is_deleted
{%- endmacro %}
