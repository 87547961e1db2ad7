-- Every number of every report, computed from its evidence and from nothing else, with its sentence. Numbers of
-- movement (an improvement, a change) say how sure they are: docs/data-model.md.
{% set is_of_one_label -%}
    coalesce(
        (question.row_dimension = 'label' and cell.row_key <> 'all')
        or (question.column_dimension = 'label' and cell.column_key <> 'all'),
        false
    )
{%- endset %}
{% set own_labels -%}
    from {{ ref('measure_label') }} as label
    where label.measure = case when of_measure.labels = 'outcome' then asked.of_measure else asked.measure end
{%- endset %}
with behind as (
    select
        figure_id, report, question_id, row_key, column_key,
        max(row_label) as row_label,
        max(column_label) as column_label,
        max(period_start) as period_start,
        max(period_end) as period_end,
        count(distinct case when role = 'counted' then client_id end) as clients,
        count(distinct case when role = 'base' then client_id end) as base_clients,
        count(case when role = 'counted' then 1 end) as events,
        count(case when role = 'counted' then value end) as valued_events,
        sum(case when role = 'counted' then value end) as total
    from {{ ref('evidence') }}
    where role in ('counted', 'base')
    group by figure_id, report, question_id, row_key, column_key
),

-- How far clients differ: values of one client are not independent, so they are summed before they are compared.
per_client as (
    select
        figure_id,
        client_id,
        count(*) as times,
        sum(value) as total,
        sum(value * value) as squares
    from {{ ref('evidence') }}
    where role = 'counted' and value is not null
    group by figure_id, client_id
),

spread as (
    select
        figure_id,
        count(*) as valued_clients,
        sum(squares) as squares,
        sum(total * total) as totals_squared,
        sum(total * times) as totals_times,
        sum(times * times) as times_squared
    from per_client
    group by figure_id
),

-- A question with no evidence at all is still answered: zero. (Where labels stay apart there is no total.)
unanswered as (
    select
        report || ':' || question_id || ':all:all' as figure_id,
        report, question_id, 'all' as row_key, 'all' as column_key, 'Total' as row_label, 'Total' as column_label,
        period_start, period_end,
        0 as clients, 0 as base_clients, 0 as events, 0 as valued_events, cast(null as double precision) as total
    from {{ ref('asked') }}
    where row_on = 0 and column_on = 0
),

cell as (
    select * from behind
    union all
    select unanswered.*
    from unanswered
    left join behind on unanswered.figure_id = behind.figure_id
    where behind.figure_id is null
),

question as (
    select
        asked.report,
        asked.question_id,
        asked.position,
        asked.section,
        asked.question,
        asked.measure,
        asked.count,
        asked.row_dimension,
        asked.column_dimension,
        measure.did,
        measure.thing,
        measure.things,
        measure.average,
        measure.unit,
        coalesce(measure.is_movement, false) as is_movement,
        of_measure.who as base_who,
        (
            select {{ joined('label.label_title', ', ', 'label.label_title') }}
            from {{ ref('measure_label') }} as label
            where label.measure = asked.measure and {{ json_list_holds('asked.only_label', 'label.label') }}
        ) as named_labels,
        -- a share who improved says in what: in what it was asked, of those too in which nobody did
        case when measure.labels = 'outcome' then (
            select {{ joined('label.label_title', ', ', 'label.label_title') }} {{ own_labels }}
        ) end as every_label,
        coalesce(measure.labels = 'outcome' and (
            select min(label.label_title) < max(label.label_title) {{ own_labels }}
        ), false) as has_several_labels,
        (
            select {{ joined('skill.title', ', ', 'skill.title') }}
            from {{ source('framework', 'skill') }} as skill
            where {{ json_list_holds('asked.only_skill', 'skill.skill') }}
        ) as named_skills
    from (
        select
            asked.*,
            row_number() over (partition by report, question_id order by row_on, column_on, slice_key) as nth
        from {{ ref('asked') }} as asked
    ) as asked
    inner join {{ source('framework', 'measure') }} as measure on asked.measure = measure.measure
    left join {{ source('framework', 'measure') }} as of_measure on asked.of_measure = of_measure.measure
    where asked.nth = 1
),

valued as (
    select
        cell.*,
        question.position, question.section, question.question, question.measure, question.count,
        question.row_dimension, question.column_dimension, question.did, question.thing,
        question.things, question.average,
        question.unit, question.base_who, question.is_movement,
        case question.count
            when 'clients' then cell.clients
            when 'events' then cell.events
            when 'percent' then 100.0 * cell.clients / nullif(cell.base_clients, 0)
            when 'mean' then cell.total / nullif(cell.valued_events, 0)
            when 'sum' then coalesce(cell.total, 0)
        end as value,
        case question.count
            when 'clients' then cell.clients
            when 'events' then cell.events
            when 'percent' then cell.clients
            else cell.total
        end as numerator,
        case question.count
            when 'percent' then cell.base_clients
            when 'mean' then cell.valued_events
            when 'sum' then cell.valued_events
        end as denominator,
        question.count = 'percent'
        and question.has_several_labels
        and coalesce(question.named_labels, question.named_skills) is null
        and not {{ is_of_one_label }} as is_of_any,
        case
            when {{ is_of_one_label }} then ''
            else coalesce(
                question.named_labels || ', ',
                question.named_skills || ', ',
                case when question.has_several_labels then 'Across ' else '' end || question.every_label || ', ',
                ''
            )
        end
        || case when cell.row_key = 'all' then '' else cell.row_label || ', ' end
        || case when cell.column_key = 'all' then '' else cell.column_label || ', ' end as about
    from cell
    inner join question on cell.report = question.report and cell.question_id = question.question_id
),

-- Mean change: standard deviation of the changes, and standard error of their mean over clients.
deviated as (
    select
        valued.*,
        spread.valued_clients,
        case
            when valued.is_movement and valued.count = 'mean' and spread.valued_clients >= 5
                then sqrt(greatest(0, spread.squares - valued.valued_events * valued.value * valued.value) / (valued.valued_events - 1))
        end as deviation,
        case
            when valued.is_movement and valued.count = 'mean' and spread.valued_clients >= 5
                then sqrt(
                    1.0 * spread.valued_clients / (spread.valued_clients - 1)
                    * greatest(
                        0,
                        spread.totals_squared - 2 * valued.value * spread.totals_times
                        + valued.value * valued.value * spread.times_squared
                    )
                ) / valued.valued_events
        end as error
    from valued
    left join spread on valued.figure_id = spread.figure_id
),

sure as (
    select
        deviated.*,
        {{ settled('value / nullif(deviation, 0)') }} as effect_size,
        {%- for name, side in (('low', -1), ('high', 1)) %}
        {% set ends -%}
        case
            when is_movement and count = 'percent' then {{ wilson_percent('clients', 'base_clients', side) }}
            when error > 0 then value + ({{ side }}) * error * {{ student_point('(valued_clients - 1)') }}
        end
        {%- endset -%}
        {{ settled(ends) }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from deviated
)

select
    figure_id,
    report,
    question_id,
    section,
    question,
    measure,
    row_key,
    row_label,
    column_key,
    column_label,
    case
        when row_dimension = 'affiliate' and row_key <> 'all' then row_key
        when column_dimension = 'affiliate' and column_key <> 'all' then column_key
    end as affiliate_id,
    case
        when row_dimension = 'program' and row_key not in ('all', 'none') then row_key
        when column_dimension = 'program' and column_key not in ('all', 'none') then column_key
    end as program_id,
    period_start,
    period_end,
    count,
    unit,
    cast(value as double precision) as value,
    cast(numerator as double precision) as numerator,
    cast(denominator as double precision) as denominator,
    cast(clients as integer) as clients,
    low,
    high,
    effect_size,
    case when about <> '' then substr(about, 1, length(about) - 2) end as about,
    is_of_any,
    case when about = '' then '' else substr(about, 1, length(about) - 2) || ': ' end || case
        when count = 'clients'
            then {{ counted_noun('clients', 'client', 'clients') }} || ' '
                || {{ did_words('clients', 'did') }} || '.'
        when count = 'events'
            then {{ counted_words('events', 'thing', 'things') }} || ', of ' || {{ counted_noun('clients', 'client', 'clients') }} || '.'
        when count = 'percent' and base_clients = 0 then 'There were no ' || base_who || '.'
        when count = 'percent'
            then cast(clients as text) || ' of ' || cast(base_clients as text) || ' '
                || case when base_clients = 1 then replace(base_who, 'clients', 'client') else base_who end
                || ' ' || {{ did_words('clients', 'did') }}
                || ' (' || {{ in_words('value') }} || '%'
                || coalesce(', likely between ' || {{ in_words('low') }} || '% and ' || {{ in_words('high') }} || '%', '') || ').'
        when valued_events = 0 then 'There were no ' || things || ' with a value.'
        when count = 'mean' and is_movement
            then case
                    when {{ in_words('abs(value)') }} = '0' then 'No change'
                    else case when value > 0 then 'Better' else 'Worse' end || ' by ' || {{ in_words('abs(value)') }} || ' ' || unit
                end
                || ' on average'
                || coalesce(' (' || {{ between_words('low', 'high') }} || '), ' || {{ effect_words('effect_size') }}, '')
                || ', over ' || {{ counted_words('valued_events', 'thing', 'things') }} || ' of '
                || {{ counted_noun('clients', 'client', 'clients') }} || '.'
        when count = 'mean'
            then 'The average ' || average || ' was ' || {{ in_words('value') }} || ' ' || unit || ', over '
                || {{ counted_words('valued_events', 'thing', 'things') }} || ' of '
                || {{ counted_noun('clients', 'client', 'clients') }} || '.'
        else {{ in_words('value') }} || ' ' || unit || ' in ' || {{ counted_words('valued_events', 'thing', 'things') }} || ' of '
            || {{ counted_noun('clients', 'client', 'clients') }} || '.'
    end as sentence,
    cast(
        row_number() over (
            order by
                {{ in_byte_order('report') }}, position,
                case when row_key = 'all' then 0 else 1 end, {{ in_byte_order('row_key') }},
                case when column_key = 'all' then 0 else 1 end, {{ in_byte_order('column_key') }}
        ) as integer
    ) as sort_order,
    outside.caution
from sure
left join (select figure_id as of_figure, caution from {{ ref('figure_outside') }}) as outside on figure_id = outside.of_figure
