{# The tables that a model reads, by way of models that are none. #}
{% macro tables_read(node) %}
    {%- set found = [] -%}
    {%- for id in node['depends_on']['nodes'] -%}
        {%- set parent = graph.nodes.get(id) or graph.sources.get(id) -%}
        {%- if parent['resource_type'] == 'model' and parent['config']['materialized'] == 'ephemeral' -%}
            {%- do found.extend(tables_read(parent)) -%}
        {%- else -%}
            {%- do found.append(parent['relation_name']) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found | unique | sort) }}
{% endmacro %}


{# Those of them that have the key's column. #}
{% macro read_by_key(read, key) %}
    {%- set having = run_query(
        "select '\"' || database_name || '\".\"' || schema_name || '\".\"' || table_name || '\"' from duckdb_columns()"
        ~ " where column_name = '" ~ key ~ "'"
    ).columns[0].values() -%}
    {%- set found = [] -%}
    {%- for relation in read if relation in having -%} {%- do found.append(relation) -%} {%- endfor -%}
    {{ return(found) }}
{% endmacro %}


{# What a model is made from, as it is now: a digest for each table and key; key '' is what counts whole. #}
{% macro digests(read, keyed, key) -%}
    select 'the model' as input, '' as key, '{{ local_md5(compiled_code) }}' as digest
    {%- for relation in read %}
    union all
    select
        '{{ relation }}' as input,
        {{ "coalesce(cast(own." ~ key ~ " as text), '')" if relation in keyed else "''" }} as key,
        count(*) || ':' || coalesce(sum(hash(own)), 0) as digest
    from {{ relation }} as own
    {% if relation in keyed -%} group by own.{{ key }} {%- endif %}
    {%- endfor %}
{%- endmacro %}


{% macro changed_keys(fresh, former) -%}
    select distinct coalesce(fresh.key, former.key) as key
    from {{ fresh }} as fresh
    full outer join {{ former }} as former on fresh.input = former.input and fresh.key = former.key
    where fresh.digest is distinct from former.digest
{%- endmacro %}


{% macro has_increments(name) -%}
    {{ return(run_query(
        "select 1 from duckdb_tables() where schema_name = 'increments' and table_name = '" ~ name ~ "'"
    ).rows | length > 0) }}
{%- endmacro %}
