-- Q23c Exit destination, and the share of positive ones; Q25i and Q27f the same of veterans and of youth.
with leaving as (
    select
        *,
        -- since FY2026 renting with a subsidy says which, or is no answer
        version = 'fy2026' and destination = 435 and coalesce(destination_subsidy_type not in ({{ hud_subsidies() }}), true) as is_untold
    from {{ ref('hud_client') }}
    where is_leaver
),

leaver as (
    select
        *,
        case when is_untold then 'missing' else {{ hud_situation('destination', 'destination_subsidy_type') }} end as went_to,
        not is_untold and (
            destination in ({{ hud_permanent() }})
            or case
                when project_type = 4 then destination in (101, 327, 302, 312, 313, 118, 314, 332, 215, 204, 205, 225)
                when project_type in (0, 1, 2) then destination = 332 and version < 'fy2024'
                else false
            end
        ) as is_positive,
        case when project_type = 4 then destination in (206, 329, 24) else destination in (215, 206, 225, 24) end as is_excluded
    from leaving
)

{% for question, among in [('Q23c', 'true'), ('Q25i', 'is_veteran'), ('Q27f', 'is_youth'), ('Q27f1', 'is_youth')] %}
select {{ placed(question, 'went_to', 'household_type', record='exit_record_id') }} from leaver
where {{ among }}
union all
select {{ placed(question, "'positive'", 'household_type', record='exit_record_id') }} from leaver where is_positive and {{ among }}
union all
select {{ placed(question, "case when is_excluded then 'excluded' else 'included' end", 'household_type', record='exit_record_id') }} from leaver
where {{ among }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% for question, among in [('Q23d', "version < 'fy2026' or project_type <> 12"), ('Q25j', 'is_veteran'), ('Q27f2', 'is_youth')] %}
union all
select {{ placed(question, 'went_to', 'household_type', record='exit_record_id') }} from leaver
where destination = 435 and ({{ among }})
{% endfor %}
union all
select {{ placed('Q23e', 'went_to', 'race', record='exit_record_id') }} from leaver
