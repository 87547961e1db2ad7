-- Q18 Earned and other income, of adults; Q25f, Q26f and Q27h the same of veterans, of chronically homeless adults and
-- of youth.
with asked as (
    {{ clients_with_income() }}
    where client.is_adult or client.is_hoh
)

{% for question, among in [
    ('Q18', 'is_adult'), ('Q25f', 'is_veteran'), ('Q26f', "is_adult and chronic_status = 'yes'"), ('Q27h', 'is_youth'),
] %}
select {{ placed(question, 'coalesce(lacks, income_kind)', 'stage', 'total_income', 'coalesce(record_id, stay_id)') }}
from asked where {{ among }}
union all
select {{ placed(question, "'informed_twice'", 'stage', record='record_id') }} from asked
where stage <> 'start' and is_informed_twice and {{ among }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
