{# Every row of a form or table that landed, and which of them counts: of one key the newest version. Rows of one file
   that share a key and do not say which is newer are ambiguous; a row that the newest snapshot lacks has vanished. Rows
   without a key that say the same in two files, written otherwise, count once, as often as the fuller file has them. -#}
{%- set snapshot_day %}coalesce({{ safe_date('max(_exported_at)') }}, {{ day_of_load('_load_id') }}){% endset %}
with landed as (
    select
        submission.*,
        described.kind,
        coalesce(described.holds, 'additions') as holds,
        coalesce(described.is_versioned, false) as is_versioned,
        coalesce(described.keeps_vanished, false) as keeps_vanished,
        coalesce(described.makes_people, false) as makes_people,
        {{ file_series('submission._source_file') }} as series,
        {{ safe_timestamp('submission.changed_at') }} as changed_moment,
        {{ safe_timestamp('submission.submitted_at') }} as submitted_moment
    from {{ source('forms', 'submission') }} as submission
    left join {{ source('framework', 'dictionary_table') }} as described on submission.form = described.table_name
),

{# Files that wait for a person to accept how they are read now, or were taken away while they waited: their rows count
   as they did. #}
waiting as (
    select distinct _affiliate, file
    from (
        select
            _affiliate, file, note, outcome,
            count(*) over (partition by _affiliate, file, substr(sha256, 1, 64)) as readings
        from {{ source('forms', 'load_file') }}
    ) as known
    where readings > 1 and outcome = 'held back' and note in (
        'Waits for a person to accept it; what was held back says how.', 'No longer in the folder; its rows are kept.'
    )
),

{# The exports of one snapshot, the newest first: by the day in their name or that they came, then by their name, in
   which a number counts them. #}
snapshot as (
    select
        snapshots.*,
        first_value(day) over (partition by _affiliate, form, series order by place) as newest_day
    from (
        select
            landed._affiliate, form, series, _source_file, _load_id,
            {{ snapshot_day }} as day,
            row_number() over (
                partition by landed._affiliate, form, series
                order by {{ snapshot_day }} desc, _load_id desc, length(_source_file) desc, _source_file desc
            ) as place
        from landed
        left join waiting on landed._affiliate = waiting._affiliate and landed._source_file = waiting.file
        where holds = 'snapshot' and waiting.file is null
        group by landed._affiliate, form, series, _source_file, _load_id
    ) as snapshots
),

present as (
    select
        landed.*,
        coalesce(snapshot.place, 1) = 1 as is_present,
        coalesce(snapshot.place, 1) = 2 as is_of_former,
        snapshot.newest_day as snapshot_on
    from landed
    left join snapshot
        on landed._affiliate = snapshot._affiliate and landed.form = snapshot.form
        and landed.series = snapshot.series and landed._source_file = snapshot._source_file
        and landed._load_id = snapshot._load_id
),

counted as (
    select
        present.*,
        count(*) over in_file as rows_in_file,
        _load_id = max(_load_id) over (partition by _affiliate, _source_file) as is_of_last_load,
        count(changed_moment) over in_file as moments_in_file,
        row_number() over (
            partition by _affiliate, submission_key, _source_file, _load_id, changed_moment order by _row_id
        ) as alike_in_file
    from present
    window in_file as (partition by _affiliate, submission_key, _source_file, _load_id)
),

judged as (
    select
        counted.*,
        not is_versioned and rows_in_file > 1 and (
            moments_in_file < rows_in_file
            or max(alike_in_file) over (partition by _affiliate, submission_key, _source_file, _load_id) > 1
        ) as is_ambiguous
    from counted
),

numbered as (
    select
        judged.*,
        row_number() over (
            partition by _affiliate, form, coalesce(content, _row_id)
            order by
                case when is_present then 0 else 1 end,
                _exported_at desc, _load_id desc, length(_source_file) desc, _source_file desc
        ) > 1 as is_copy,
        row_number() over (
            partition by _affiliate, submission_key
            order by
                case when is_ambiguous then 1 else 0 end,
                case when is_present then 0 else 1 end,
                coalesce(changed_moment, submitted_moment) desc nulls last,
                _exported_at desc, _load_id desc, _source_file desc, _source_line desc
        ) as place
    from judged
)

select
    _affiliate as affiliate_id,
    _row_id as row_id,
    submission_key,
    form,
    person_key,
    submitted_at,
    makes_people,
    case
        when is_ambiguous then 'ambiguous'
        when is_copy and is_present then 'copy'
        when place > 1 then 'older'
        when is_present then 'newest'
        when keeps_vanished then 'over'
        else 'vanished'
    end as standing,
    case when place = 1 and not is_present then snapshot_on end as vanished_on,
    is_of_last_load and rows_in_file > 1 as shares_its_key,
    is_of_former and place = 1 as vanished_last,
    cast(rows_in_file as integer) as rows_in_file,
    {{ day_of_load('_load_id') }} as loaded_on,
    _source_file as source_file,
    _source_line as source_line
from numbered
