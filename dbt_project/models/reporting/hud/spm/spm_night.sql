-- Nights experiencing homelessness in each line of measure 1 (steps 1, 2 and 5). A home negates any other night, and
-- transitional housing those of a line without it.
{% set lines = [
    ('1a', 'es_sh', 'in_shelter and not in_transitional', 'true'),
    ('1a', 'es_sh_th', 'in_shelter or in_transitional', 'true'),
    ('1b', 'es_sh_ph', '(in_shelter or is_waiting or is_told) and not in_transitional', 'in_shelter or is_waiting_active'),
    (
        '1b', 'es_sh_th_ph', 'in_shelter or in_transitional or is_waiting or is_told or is_told_in_transitional',
        'in_shelter or in_transitional or is_waiting_active',
    ),
] %}
{% for question, line, is_night, is_active in lines -%}
select
    report_id, client_id, period_start, period_end, lookback_date, '{{ question }}' as question, '{{ line }}' as line, day,
    ({{ is_active }}) and day between period_start and period_end as is_active,
    stay_id
from {{ ref('spm_day') }}
where ({{ is_night }}) and not is_housed
{% if not loop.last %}union all{% endif %}
{% endfor %}
