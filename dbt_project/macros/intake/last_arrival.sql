{#- When a row of a landing table arrived last, for `dbt source freshness`. What nobody hands in is not late. -#}
{% macro last_arrival(landing_table) %}
select coalesce(max(to_timestamp(cast(_load_id as double precision))), now()) from {{ landing_table }}
{% endmacro %}
