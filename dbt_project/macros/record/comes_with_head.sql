{# Whether a stay is that of somebody who came with a head of household still enrolled: whoever sees one sees both. #}
{% macro comes_with_head(stay) -%}
    coalesce({{ stay }}.relationship_to_hoh, 'Head of household') <> 'Head of household'
    and exists (
        select 1
        from {{ ref('enrollment') }} as head
        where
            head.household_id = {{ stay }}.household_id
            and head.relationship_to_hoh = 'Head of household'
            and head.exit_date is null
    )
{%- endmacro %}
