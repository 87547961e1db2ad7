{% for source_name in ['hmis', 'crm', 'forms', 'documents'] %}
select
    _affiliate as affiliate_id, source, file, substr(sha256, 1, 64) as sha256, table_name, version, cast(rows as bigint) as rows_loaded,
    cast(held_back as bigint) as rows_held_back, outcome, note
from {{ source(source_name, 'load_file') }}
{{ 'union all' if not loop.last }}
{% endfor %}
