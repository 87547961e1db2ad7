-- Q6d Chronic homelessness: what is missing to tell, of adults and heads who entered since October 2016.
with client as (
    select
        *,
        case
            when project_type in (0, 1, 4, 8) then 'es_sh_so'
            when project_type = 2 then 'th'
            when project_type in (3, 9, 10, 13) then 'ph'
            when project_type = 14 then 'ce'
            else 'sso'
        end as entering,
        coalesce(living_situation in ({{ hud_homeless() }}), false) as from_street,
        coalesce(living_situation in ({{ hud_institutions() }}), false) as from_institution,
        coalesce(length_of_stay in (8, 9, 99), true) as stay_unknown
    from {{ ref('hud_client') }}
    where
        in_quality
        and (is_adult or is_hoh)
        and entry_date >= date '2016-10-01'
        and (
            project_type in (0, 1, 2, 3, 4, 8, 9, 10, 13)
            or (version >= 'fy2024' and project_type in (6, 11, 12, 14))
        )
),

asked as (
    select
        *,
        entering = 'es_sh_so'
        or from_street
        or (
            coalesce(previous_street_essh = 1, false)
            and (length_of_stay in (10, 11) or (from_institution and length_of_stay in (2, 3)))
        ) as of_history
    from client
),

error as (
    {%- for column, condition in {
        'institution': "entering <> 'es_sh_so' and from_institution and stay_unknown",
        'housing': "entering <> 'es_sh_so' and not from_institution and not from_street and stay_unknown",
        'street_date': 'of_history and date_to_street_essh is null',
        'times': 'of_history and coalesce(times_homeless_past_three_years in (8, 9, 99), true)',
        'months': 'of_history and coalesce(months_homeless_past_three_years in (8, 9, 99), true)',
    }.items() %}
    select report_id, client_id, stay_id, entering, '{{ column }}' as error from asked where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select {{ placed('Q6d', 'entering', "'record'") }} from asked
union all
select {{ placed('Q6d', 'entering', 'error') }} from error
