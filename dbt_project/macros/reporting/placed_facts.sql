{# The facts that answer each question (counted) and, for a share, those it is a share of (base), each with its row and
   column. `questions`: a condition on them. #}
{% macro placed_facts(questions='true') -%}
with wanted as (
    select asked.*, 'counted' as role, measure as fact_measure, true as labels_apply
    from {{ ref('asked') }} as asked
    where {{ questions }}

    union all

    select asked.*, 'base' as role, of_measure as fact_measure, is_same_labels as labels_apply
    from {{ ref('asked') }} as asked
    where of_measure is not null and {{ questions }}
),

fact as (
    select
        fact.*,
        {{ age_group(age_in_years('client.dob', 'fact.event_date')) }} as age_group,
        coalesce(client.gender, 'unknown') as gender,
        coalesce(client.race_ethnicity, 'unknown') as race_ethnicity,
        case when client.veteran then 'veteran' when not client.veteran then 'not a veteran' else 'unknown' end as veteran,
        program.name as program_name,
        affiliate.name as affiliate_name
    from {{ ref('measure_fact') }} as fact
    left join {{ ref('client') }} as client on fact.client_id = client.client_id
    left join {{ ref('program') }} as program on fact.program_id = program.program_id
    left join {{ source('framework', 'affiliate') }} as affiliate on fact.affiliate_id = affiliate.affiliate_id
),

matched as (
    select
        question.report, question.question_id, question.count, question.role,
        question.row_on, question.column_on, question.row_dimension, question.column_dimension,
        question.slice_key, question.slice_label, question.labels_apply, question.period_start, question.period_end,
        fact.*
    from wanted as question
    inner join fact
        on question.fact_measure = fact.measure
        and fact.event_date <= question.period_end
        and fact.until_date >= question.period_start
        and {{ passes('report_programs', 'fact.program_id') }}
        and {{ passes('only_program', 'fact.program_id') }}
        and {{ passes('only_affiliate', 'fact.affiliate_id') }}
        and {{ passes('only_age_group', 'fact.age_group') }}
        and {{ passes('only_gender', 'fact.gender') }}
        and {{ passes('only_race_ethnicity', 'fact.race_ethnicity') }}
        and {{ passes('only_veteran', 'fact.veteran') }}
        and (not question.labels_apply or {{ passes('only_label', 'fact.label') }})
        and (not question.labels_apply or {{ passes('only_stage', 'fact.stage') }})
        and (not question.labels_apply or {{ passes('only_skill', "split_part(fact.label, '.', 1)") }})
),

placed as (
    select
        matched.*,
        {{ dimension_key('row_dimension', 'row_on') }} as row_key,
        {{ dimension_label('row_dimension', 'row_on') }} as row_label,
        {{ dimension_key('column_dimension', 'column_on') }} as column_key,
        {{ dimension_label('column_dimension', 'column_on') }} as column_label
    from matched
)
{%- endmacro %}
