-- Income and benefits records that are missing, dated so that HUD's report does not see them, or contradict themselves
-- (Q6c, R20, R25); and destinations that are not known.
with wanted as (
    {% for stage, code, day, among in [
        ('start', 1, 'entry_date', 'true'), ('annual', 5, 'annual_due_on', 'annual_due_on is not null'),
        ('exit', 3, 'exit_date', 'exit_date <= as_of'),
    ] -%}
    select
        affiliate_id, project_id, personal_id, enrollment_id, as_of, '{{ stage }}' as stage, {{ code }} as stage_code,
        {{ day }} as on_day, {{ 30 if stage == 'annual' else 0 }} as leeway,
        {% if stage == 'exit' -%} 'hmis_exit' as wanted_type, exit_id as wanted_id, exit_source_file as source_file, exit_source_line as source_line
        {%- else -%} 'hmis_enrollment' as wanted_type, enrollment_id as wanted_id, source_file, source_line {%- endif %}
    from {{ ref('quality_stay') }}
    where in_quality and (is_adult or is_hoh) and {{ among }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

record as (
    select
        affiliate_id, enrollment_id, income_benefits_id, information_date, data_collection_stage,
        income_from_any_source, total_monthly_income, source_file, source_line,
        {% for source, amount in hud_income_sources().items() -%}
        case when {{ source }} = 1 then 1 else 0 end {{ '+' if not loop.last }}
        {% endfor -%} as named,
        {% for source, amount in hud_income_sources().items() -%}
        case when {{ source }} = 1 and {{ amount }} > 0 then {{ amount }} else 0 end {{ '+' if not loop.last }}
        {% endfor -%} as of_sources,
        {% for source, amount in hud_income_sources().items() -%}
        case when {{ source }} = 1 and coalesce({{ amount }} <= 0, true) then 1 else 0 end {{ '+' if not loop.last }}
        {% endfor -%} as without_amount
    from {{ ref('hmis_income_benefits') }}
    where not is_deleted
),

-- the records of half a year around the day on which one is wanted
near as (
    select
        wanted.*,
        record.income_benefits_id is not null as has_record_of_other_day,
        coalesce(
            abs({{ days_between('record.information_date', 'wanted.on_day') }}) <= wanted.leeway
            and record.information_date <= wanted.as_of, false
        ) as has_record,
        record.income_benefits_id, record.information_date, record.income_from_any_source as answer, record.named,
        record.of_sources, record.without_amount, record.total_monthly_income as total,
        record.source_file as record_file, record.source_line as record_line
    from wanted
    left join record
        on wanted.affiliate_id = record.affiliate_id
        and wanted.enrollment_id = record.enrollment_id
        and wanted.stage_code = record.data_collection_stage
        -- as bounds, not as a distance: DuckDB compares every pair of rows for that
        and record.information_date >= {{ days_after('wanted.on_day', -182) }}
        and record.information_date <= {{ days_after('wanted.on_day', 182) }}
),

found as (
    select
        affiliate_id, project_id, personal_id, enrollment_id, stage, has_record, has_record_of_other_day,
        answer, named, of_sources, without_amount, total,
        case when has_record then 'hmis_income_benefits' else wanted_type end as record_type,
        case when has_record then income_benefits_id else wanted_id end as record_id,
        case when has_record then record_file else source_file end as source_file,
        case when has_record then record_line else source_line end as source_line,
        row_number() over (
            partition by affiliate_id, enrollment_id, stage
            order by case when has_record then 0 else 1 end, information_date desc, record_file, record_line
        ) as nth
    from near
),

told as (
    select
        *,
        case
            when not has_record and has_record_of_other_day then 'on_another_day'
            when not has_record then 'missing'
            when answer in (8, 9) then 'refused'
            when coalesce(answer not in (0, 1), true) then 'not_collected'
            when answer = 0 and named > 0 then 'contradicts'
            when answer = 1 and named = 0 then 'names_no_source'
        end as problem
    from found
    where nth = 1
)

select
    'income_' || stage || '_' || problem as check_id, affiliate_id, project_id, personal_id, enrollment_id,
    record_type, record_id, cast(null as text) as field, source_file, source_line
from told
where problem is not null
union all
{{ quality_checks({
    'income_total_differs': 'has_record and answer = 1 and total > 0 and of_sources > 0 and abs(total - of_sources) >= 0.01',
    'income_without_amount': 'has_record and answer = 1 and without_amount > 0',
}, 'told', own_record('hmis_income_benefits')) }}
union all
{{ quality_checks({
    'destination_refused': 'in_quality and exit_date <= as_of and destination in (8, 9)',
    'destination_missing': 'in_quality and exit_date <= as_of and coalesce(destination in (30, 99), true)',
}, ref('quality_stay'), exit_record()) }}
