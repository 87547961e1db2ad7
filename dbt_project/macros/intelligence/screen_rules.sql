{# Rules of screens over answered items. How true something is: 2 it holds, 1 an unanswered question decides, 0 it
   does not. A rule holds where one of its clauses does, a clause where all its conditions do. #}

{# One row per condition of the rules that decide this. #}
{% macro condition_truth(answers, decides) -%}
    select
        answer.submission_id,
        condition.rule,
        condition.clause,
        answer.item,
        case
            when answer.points is null then 1
            when condition.operator = '>=' and answer.points >= condition.points then 2
            when condition.operator = '<=' and answer.points <= condition.points then 2
            when condition.operator = '=' and answer.points = condition.points then 2
            when condition.operator = '>' and answer.points > condition.points then 2
            when condition.operator = '<' and answer.points < condition.points then 2
            else 0
        end as truth
    from {{ answers }} as answer
    inner join {{ source('framework', 'screen_condition') }} as condition on answer.item = condition.item
    where condition.decides = '{{ decides }}'
{%- endmacro %}


{# One row per rule. #}
{% macro rule_truth(conditions) -%}
    select submission_id, rule, max(truth) as truth
    from (
        select submission_id, rule, clause, min(truth) as truth
        from {{ conditions }}
        group by submission_id, rule, clause
    ) as clauses
    group by submission_id, rule
{%- endmacro %}
