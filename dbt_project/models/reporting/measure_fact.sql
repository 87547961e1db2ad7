{{ config(materialized='by_key') }}
-- Every thing that makes a client count for a measure, one row each. A question is a measure with a period and
-- filters, so a new question or funder needs no SQL; a new measure is one more select in a family.
{% for family in ['participation', 'services', 'outcomes', 'followed', 'indicators', 'plans', 'notes', 'attention'] -%}
select * from {{ ref(family) }}
{{ 'union all' if not loop.last }}
{% endfor %}
