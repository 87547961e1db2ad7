{# Whether a stay is that of somebody who came with a head of household still enrolled: whoever sees one sees both. #}
{% macro comes_with_head(episode) -%}
    exists (
        select 1
        from {{ ref('enrollment') }} as member
        inner join {{ ref('enrollment') }} as head
            on member.household_id = head.household_id
            and head.relationship_to_hoh = 'Head of household'
            and head.exit_date is null
        where
            member.enrollment_id = {{ episode }}.enrollment_id
            and member.relationship_to_hoh <> 'Head of household'
    )
{%- endmacro %}
