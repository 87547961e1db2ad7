-- Stays of one client that cannot both be: in one project at once, or in two places where people sleep. The later of the
-- two is told of. Where one ends the other may begin; a stay in permanent housing begins with the move-in.
with stay as (
    select
        *,
        case when moves_in then move_in_date else entry_date end as housed_from,
        coalesce(exit_date, {{ days_after('as_of', 1) }}) as until
    from {{ ref('quality_stay') }}
),

housed as (
    select * from stay where project_type in (0, 2, 3, 8, 9, 10, 13) and housed_from < until
),

same_project as (
    select
        later.*,
        exists (
            select 1
            from stay as earlier
            where
                earlier.affiliate_id = later.affiliate_id
                and earlier.personal_id = later.personal_id
                and earlier.project_id = later.project_id
                and earlier.entry_date = later.entry_date
                and earlier.enrollment_id < later.enrollment_id
        ) as is_double,
        exists (
            select 1
            from stay as earlier
            where
                earlier.affiliate_id = later.affiliate_id
                and earlier.personal_id = later.personal_id
                and earlier.project_id = later.project_id
                and earlier.entry_date < later.entry_date
                and earlier.until > later.entry_date
        ) as is_within_another
    from stay as later
),

two_beds as (
    select later.*
    from housed as later
    where exists (
        select 1
        from housed as earlier
        where
            earlier.affiliate_id = later.affiliate_id
            and earlier.personal_id = later.personal_id
            and earlier.project_id <> later.project_id
            and (
                earlier.housed_from < later.housed_from
                or (earlier.housed_from = later.housed_from and earlier.enrollment_id < later.enrollment_id)
            )
            and earlier.until > later.housed_from
    )
)

{{ quality_checks({'stay_twice': 'is_double', 'stay_within_another': 'is_within_another'}, 'same_project') }}
union all
{{ quality_checks({'stay_in_two_beds': 'true'}, 'two_beds') }}
