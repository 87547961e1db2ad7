{# The latest version of every form that was filled in. #}
{% macro latest_submissions() %}
    select *
    from (
        select
            *,
            row_number() over (
                partition by _affiliate, submission_key
                order by
                    {{ safe_timestamp('submitted_at') }} desc nulls last,
                    _dlt_load_id desc, _source_file desc, _source_line desc
            ) as version_number
        from {{ source('forms', 'submission') }}
    ) as submitted
    where version_number = 1
{% endmacro %}
