-- Who stands where in the tables of the System Performance Measures, and because of which record.
{% set of_type -%}
    case when project_type in (0, 1) then 'es' when project_type = 2 then 'th' when project_type = 4 then 'so' when project_type = 8 then 'sh' else 'ph' end
{%- endset %}
{% set after -%}
    case when days <= 180 then '0-180' when days <= 365 then '181-365' when days <= 730 then '366-730' else 'none' end
{%- endset %}
select report_id, question, line as row_key, 'current' as column_key, client_id, cast(nights as double precision) as value,
    stay_id as record_id
from {{ ref('spm_time_homeless') }}

union all

select {{ placed('2', of_type, after, record='exit_record_id') }} from {{ ref('spm_exit_home') }}
union all
select {{ placed('2', of_type, after, record='return_stay_id') }} from {{ ref('spm_exit_home') }}
where days <= 730

union all

-- since FY2026 with a night in the period (active clients, method 5); before, methods 1 and 2
select {{ placed('3.2', of_type, "'current'", of='stay.', record='stay.stay_id') | replace('project_type', 'stay.project_type') }}
from {{ ref('spm_stay') }} as stay
left join (
    select report_id, stay_id, max(night) as last_night
    from {{ ref('spm_bed_night') }}
    where is_slept
    group by report_id, stay_id
) as bed on stay.report_id = bed.report_id and stay.stay_id = bed.stay_id
where
    stay.project_type in (0, 1, 2, 8)
    and coalesce(stay.exit_date > stay.period_start or (stay.version < 'fy2026' and stay.exit_date = stay.period_start), true)
    and (
        stay.project_type <> 1
        or bed.last_night >= stay.period_start
        or (stay.version < 'fy2026' and stay.exit_date is not null and bed.last_night is not null)
    )

union all

select {{ placed('3.1', of_type, "'current'") }} from {{ ref('spm_point_in_time') }}

{% for question, stayed, more in [
    ('4.1', 'is_open', 'earned_more'), ('4.2', 'is_open', 'other_more'), ('4.3', 'is_open', 'total_more'),
    ('4.4', 'not is_open', 'earned_more'), ('4.5', 'not is_open', 'other_more'), ('4.6', 'not is_open', 'total_more'),
] -%}
{% set row -%} case when later_id is null then 'no_later_record' when {{ more }} then 'more' else 'not_more' end {%- endset %}
union all
select {{ placed(question, row, "'current'", record='coalesce(later_id, stay_id)') }} from {{ ref('spm_income') }}
where {{ stayed }}
union all
select {{ placed(question, row, "'current'", record='earlier_id') }} from {{ ref('spm_income') }}
where {{ stayed }} and later_id is not null

{%- endfor %}

{% for record in ['stay_id', 'stay_id_before'] -%}
union all
select report_id, question, case when stay_id_before is null then 'first' else 'before' end, 'current', client_id, null, {{ record }}
from {{ ref('spm_first_entry') }}
where {{ record }} is not null
{% endfor %}

union all

select report_id, question, outcome, 'current', client_id, null, record_id
from {{ ref('spm_outcome') }}
