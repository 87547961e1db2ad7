{# A table of which the rows of one key (a client, unless `key` names another column) rest on the rows of that key in the
   tables that have such a column, and on nothing else of them; what has no such column counts whole. Only keys whose rows
   have changed are built again: by the model's own SQL, over the rows of these keys. Where anything else has changed, the
   model itself too, all are. What it was built from lies in the schema `increments`. #}
{% materialization by_key, adapter='duckdb' %}
    {%- set key = config.get('key', 'client_id') -%}
    {%- set read = tables_read(model) -%}
    {%- set keyed = read_by_key(read, key) -%}
    {%- set name = this.schema ~ '__' ~ this.identifier -%}
    {%- set former = 'increments.' ~ name -%}
    {%- set target = load_cached_relation(this) -%}
    {% do run_query('create schema if not exists increments') %}
    {% do run_query('create or replace temp table fresh_' ~ name ~ ' as ' ~ digests(read, keyed, key)) %}
    {%- set changed = none -%}
    {% if target is not none and not should_full_refresh() and has_increments(name) %}
        {% do run_query('create or replace temp table changed_' ~ name ~ ' as ' ~ changed_keys('fresh_' ~ name, former)) %}
        {%- set changed = run_query("select count(*), count(case when key = '' then 1 end) from changed_" ~ name).rows[0] -%}
    {% endif %}

    {% if changed is none or changed[1] %}
        {# what it was built from is not known while it is being built #}
        {% do run_query('drop table if exists ' ~ former) %}
        {%- set built = materialization_table_duckdb() -%}
        {% do run_query('create table ' ~ former ~ ' as from fresh_' ~ name) %}
        {{ return(built) }}
    {% endif %}

    {% if not changed[0] %}
        {% call noop_statement('main', 'nothing new') %} {% endcall %}
        {{ return({'relations': [this.incorporate(type='table')]}) }}
    {% endif %}

    {%- set ns = namespace(sql=compiled_code) -%}
    {% for relation in keyed %}
        {%- set identifier = relation.split('.')[-1] -%}
        {%- set ns.sql = ns.sql | replace(relation, 'temp.main.' ~ identifier) -%}
        {% do run_query(
            'create temp table ' ~ identifier ~ ' as from ' ~ relation
            ~ ' where ' ~ key ~ ' in (select key from changed_' ~ name ~ ')'
        ) %}
    {% endfor %}
    {% call statement('main') %}
        delete from {{ this }} where {{ key }} in (select key from changed_{{ name }});
        insert into {{ this }} {{ get_column_names() }} ({{ get_select_subquery(ns.sql) }});
        create or replace table {{ former }} as from fresh_{{ name }};
    {% endcall %}
    {{ adapter.commit() }}
    {% for relation in keyed %}
        {% do run_query('drop table temp.main.' ~ relation.split('.')[-1]) %}
    {% endfor %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}


{# Elsewhere such a table is built whole. #}
{% materialization by_key, default %}
    {{ return(materialization_table_default()) }}
{% endmaterialization %}
