"""An LSA in one table, L1: households by type and population, how long homeless, where they went, who came back."""

L1 = "L1"
ROWS = (
    (0, 0, "All households"),
    (0, 1, "Adults without children"),
    (0, 2, "Adults with children"),
    (0, 3, "Only children"),
    (0, 99, "Type of household unknown"),
    (10, 1, "Youth of 18 to 21, without children"),
    (11, 1, "Youth of 22 to 24, without children"),
    (12, 2, "Parenting youth of 18 to 24"),
    (13, 0, "With a veteran"),
    (45, 1, "Adults of 55 and older, without children"),
    (47, 2, "With three children or more"),
    (15, 0, "Chronically homeless"),
    (18, 0, "With a disabled adult or head"),
    (19, 0, "Fleeing domestic violence"),
    (20, 0, "Homeless for the first time"),
)
"""Population and household type as LSACalculated numbers them (8.3), and what they are called."""
_HOUSEHOLDS = "count(distinct household)"
_COLUMNS = (
    ("B", "Households served", "served", _HOUSEHOLDS),
    ("C", "Days homeless, on average", "homeless", "floor(avg(days))"),
    ("D", "Left in the first half of the period", "cohort = 0", _HOUSEHOLDS),
    ("E", "Of these to permanent housing", "cohort = 0 and exit_to between 400 and 499", _HOUSEHOLDS),
    ("F", "Left in the year before", "cohort = -1", _HOUSEHOLDS),
    ("G", "Of these back within six months", "cohort = -1 and return_days between 1 and 180", _HOUSEHOLDS),
)
"""Letter, header, which of what `_BEHIND` finds it is of, and what it says of them."""
_LINES = ", ".join(f"({n}, {population}, {kind}, '{label}')" for n, (population, kind, label) in enumerate(ROWS, 1))
# a row for each household, line and what it is found for: of the active cohort with its days, of exit cohorts with its
# return; where a household has several stays, for each of them
_BEHIND = f"""
with line (row_number, population, reported_hh_type, label) as (values {_LINES}),
belongs as (
    select line.row_number, own.cohort, own.head_client_id, own.hh_type,
        own.head_client_id || ':' || own.hh_type as household
    from lsa.lsa_average_population as own inner join line using (population, reported_hh_type)
)
select row_number, household, head_client_id, 1 as cohort, true as served, coalesce(days.days > 0, false) as homeless,
    days.days, null::integer as exit_to, null::bigint as return_days, stay.stay_id
from belongs
left join (
    select head_client_id, hh_type, days from lsa.lsa_average_days where report_row = 7 and system_path = -1
) as days using (head_client_id, hh_type)
left join (
    select head_client_id, active_hh_type as hh_type, stay_id from lsa.lsa_hhid where is_active
) as stay using (head_client_id, hh_type)
where cohort = 1
union all
select row_number, household, head_client_id, belongs.cohort, false, false, null, leaving.exit_to, leaving.return_days,
    stay.stay_id
from belongs
inner join lsa.lsa_exit as leaving using (cohort, head_client_id, hh_type)
left join lsa.lsa_hhid as stay using (household_id, head_client_id)
"""


def figures() -> str:
    """The query of its cells, as the table `hud.lsa_figure` has them."""
    once = f"select distinct * exclude (stay_id) from ({_BEHIND})"
    cells = " union all ".join(
        f"""select line.row_number, '{letter}' as column_letter, line.label as row_label, '{header}' as column_label,
            '{"clients" if said == _HOUSEHOLDS else "mean"}' as counts,
            (select {said} from once where once.row_number = line.row_number and {holds})::double as value
        from line"""
        for letter, header, holds, said in _COLUMNS
    )
    return f"""with once as ({once}), line (row_number, population, reported_hh_type, label) as (values {_LINES}),
        cell as ({cells})
        select '{L1}' as question, column_letter || (row_number + 1) as cell, row_number, column_letter, row_label,
            column_label, counts, value, coalesce(cast(cast(value as bigint) as text), '') as text_value
        from cell order by row_number, column_letter"""


def evidence() -> str:
    """The query of the households and enrollments behind each cell, as the table `hud.lsa_evidence` has them."""
    cells = " union all ".join(
        f"select '{letter}' as column_letter, * from behind where {holds}" for letter, _, holds, _ in _COLUMNS
    )
    return f"""with behind as ({_BEHIND})
        select distinct '{L1}' as question, cell.column_letter || (cell.row_number + 1) as cell, 'counted' as role,
            cell.head_client_id as client_id, record.affiliate_id, record.personal_id, cell.days::double as value,
            'hmis_enrollment' as record_type, cell.stay_id as record_id, record.source_file, record.source_line
        from ({cells}) as cell left join lsa.lsa_hmis_enrollment as record using (stay_id)"""
