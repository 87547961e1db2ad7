{# Columns of a placement: this client stands in this row and this column of this question, because of this record.
   `row` and `column` are expressions; `value` is what means and sums are made of. #}
{% macro placed(question, row, column, value='null', record='stay_id', of='') -%}
    {{ of }}report_id,
    '{{ question }}' as question,
    {{ row }} as row_key,
    {{ column }} as column_key,
    {{ of }}client_id,
    cast({{ value }} as double precision) as value,
    {{ record }} as record_id
{%- endmacro %}


{# Clients of hud_client in every row whose condition they meet: {row key: condition}. #}
{% macro placed_where(question, conditions, column, among='true') -%}
    {%- for row, condition in conditions.items() %}
    select {{ placed(question, "'" ~ row ~ "'", column) }}
    from {{ ref('hud_client') }}
    where ({{ among }}) and ({{ condition }})
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
