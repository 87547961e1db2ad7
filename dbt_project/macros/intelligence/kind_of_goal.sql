{# The kind of each goal that a column of record.goal tells by its words, where it tells of one kind and no other. #}
{% macro kind_of_goal(column) -%}
    select goal.goal_id, min(entry.kind) as kind
    from {{ ref('goal') }} as goal
    inner join {{ source('framework', 'goal_kind') }} as entry
        on strpos({{ words_apart('goal.' ~ column) }}, {{ words_apart('entry.phrase') }}) > 0
    group by goal.goal_id
    having count(distinct entry.kind) = 1
{%- endmacro %}
