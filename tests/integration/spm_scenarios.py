"""People in a small HMIS whose place in the System Performance Measures follows from HUD's specification by hand.

The cases of measure 1 are those that the specification lists as "additional test cases", moved into the period of the
report, and the rules of its steps; those of measures 2 to 7 the borders that its rules draw.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from caseline.organization.hud_reports import HudReport
from tests.integration.hmis_place import export_file

AFFILIATE = "spm_scenarios"
REQUEST = HudReport.model_validate(
    {
        "id": "spm", "kind": "spm", "period": {"from": "2025-10-01", "to": "2026-09-30"},
        "affiliates": [AFFILIATE], "coc": "XX-500",
    }
)  # fmt: skip
_PROJECTS = {"es": 0, "nbn": 1, "th": 2, "psh": 3, "so": 4, "sh": 8, "rrh": 13, "elsewhere": 0, "psh_unfunded": 3}
_FUNDED = {"psh": 2, "rrh": 3}
"""Projects that the CoC program funds."""
STREET = {"LivingSituation": "116"}


@dataclass(frozen=True)
class Stay:
    """One enrollment; `income` is (stage, day, earned, total), `more` other fields of Enrollment.csv."""

    project: str
    entry: str
    exit: str = ""
    destination: str = ""
    more: dict[str, str] = field(default_factory=dict)
    nights: tuple[str, ...] = ()
    income: tuple[tuple[int, str, int, int], ...] = ()


def _housed(entry: str, exit: str = "", on: str = "", destination: str = "410", project: str = "psh") -> Stay:
    return Stay(project, entry, exit, destination if exit else "", {"MoveInDate": on or entry})


def _since(day: str, **more: str) -> dict[str, str]:
    return STREET | {"DateToStreetESSH": day} | more


MEASURE_1: dict[str, tuple[list[Stay], dict[str, int]]] = {
    "1a_all_nights_negated_by_a_home": ([Stay("es", "2026-01-10", "2026-01-20"), _housed("2025-01-01")], {}),
    "1b_exit_on_the_day_of_moving_in": (
        [Stay("es", "2026-01-01", "2026-01-11"), _housed("2026-01-11")],
        {"es_sh": 10, "es_sh_th": 10, "es_sh_ph": 10, "es_sh_th_ph": 10},
    ),
    "1c_exit_the_day_after_moving_in": (
        [Stay("es", "2026-01-01", "2026-01-11"), _housed("2026-01-10")],
        {"es_sh": 9, "es_sh_th": 9, "es_sh_ph": 9, "es_sh_th_ph": 9},
    ),
    "1d_shelter_the_day_before_leaving_a_home": (
        [_housed("2025-01-01", "2026-01-11"), Stay("es", "2026-01-10", "2026-01-20")],
        {"es_sh": 9, "es_sh_th": 9, "es_sh_ph": 9, "es_sh_th_ph": 9},
    ),
    "1e_shelter_on_the_day_of_leaving_a_home": (
        [_housed("2025-01-01", "2026-01-11"), Stay("es", "2026-01-11", "2026-01-20")],
        {"es_sh": 9, "es_sh_th": 9, "es_sh_ph": 9, "es_sh_th_ph": 9},
    ),
    "1f_no_night_between_entry_and_exit": ([Stay("es", "2026-01-10", "2026-01-10")], {}),
    "2a_what_was_told_is_negated_by_a_home": (
        [_housed("2025-01-01", "2026-05-02"), Stay("es", "2026-06-01", "2026-06-11", more=_since("2026-03-01"))],
        {"es_sh": 10, "es_sh_th": 10, "es_sh_ph": 40, "es_sh_th_ph": 40},
    ),
    "step_2_transitional_housing_negates_shelter": (
        [Stay("es", "2026-01-01", "2026-01-11"), Stay("th", "2026-01-06", "2026-01-21")],
        {"es_sh": 5, "es_sh_th": 20, "es_sh_ph": 5, "es_sh_th_ph": 20},
    ),
    "step_3_a_stay_goes_on_to_the_last_day": (
        [Stay("es", "2026-09-21")],
        {"es_sh": 10, "es_sh_th": 10, "es_sh_ph": 10, "es_sh_th_ph": 10},
    ),
    "step_5a_nights_told_up_to_entry": (
        [Stay("es", "2026-02-01", "2026-02-11", more=_since("2026-01-22"))],
        {"es_sh": 10, "es_sh_th": 10, "es_sh_ph": 20, "es_sh_th_ph": 20},
    ),
    "step_5a_told_before_the_lookback_date": (
        [Stay("es", "2025-12-01", "2025-12-11", more=_since("2010-01-01"))],
        {"es_sh": 10, "es_sh_th": 10, "es_sh_ph": 5823, "es_sh_th_ph": 5823},
    ),
    "step_5b_told_up_to_the_first_bed_night": (
        [
            Stay(
                "nbn", "2026-01-02", "2026-01-20", more=_since("2025-12-01"),
                nights=("2026-01-05", "2026-01-06", "2026-01-20"),
            )
        ],
        {"es_sh": 2, "es_sh_th": 2, "es_sh_ph": 37, "es_sh_th_ph": 37},
    ),
    "step_6a_nights_of_a_year_need_not_touch": (
        [Stay("es", "2025-11-01", "2025-11-11"), Stay("sh", "2026-03-01", "2026-03-11")],
        {"es_sh": 20, "es_sh_th": 20, "es_sh_ph": 20, "es_sh_th_ph": 20},
    ),
    "step_6b_a_gap_before_the_year_ends_the_time": (
        [Stay("es", "2025-01-01", "2025-03-09"), Stay("es", "2026-03-01", "2026-03-11")],
        {"es_sh": 10, "es_sh_th": 10, "es_sh_ph": 10, "es_sh_th_ph": 10},
    ),
    "step_6b_nights_that_reach_the_year_go_on_back": (
        [Stay("es", "2025-02-01", "2025-03-10"), Stay("es", "2026-03-01", "2026-03-11")],
        {"es_sh": 47, "es_sh_th": 47, "es_sh_ph": 47, "es_sh_th_ph": 47},
    ),
    "step_6b_two_years_without_a_break": (
        [Stay("es", "2024-09-01")], {"es_sh": 760, "es_sh_th": 760, "es_sh_ph": 760, "es_sh_th_ph": 760},
    ),
    "step_1c_waiting_for_a_home": (
        [Stay("rrh", "2026-02-01", more=_since("2026-01-22", MoveInDate="2026-02-11"))],
        {"es_sh_ph": 20, "es_sh_th_ph": 20},
    ),
    "step_1c_who_was_not_on_the_street_does_not_wait": (
        [Stay("rrh", "2026-02-01", more={"LivingSituation": "410", "MoveInDate": "2026-02-11"})], {},
    ),
    "step_1c_waiting_all_year_is_not_active": ([Stay("rrh", "2025-02-01", more=STREET)], {}),
    "another_continuum_of_care": ([Stay("elsewhere", "2026-01-01", "2026-01-11")], {}),
}  # fmt: skip
"""Nights homeless by line, by hand."""
CHILDREN = {
    "step_5_child_takes_what_the_head_told": ("2016-01-01", "2026-02-01", 20),
    "step_5_child_born_since": ("2026-01-25", "2026-02-01", 17),
    "step_5_child_who_came_later_takes_nothing": ("2016-01-01", "2026-02-05", None),
}
"""Born, entered the household of step_1c_waiting_for_a_home, nights in both lines of 1b."""

_HOME = ("2024-01-01", "410")
MEASURE_2: dict[str, tuple[list[Stay], tuple[str, str] | None]] = {
    **{
        f"2_step_6_back_after_{days}_days": (
            [Stay("es", "2023-11-01", *_HOME), Stay("es", day, day)],
            ("es", band),
        )
        for days, day, band in [
            (0, "2024-01-01", "0-180"),
            (180, "2024-06-29", "0-180"),
            (181, "2024-06-30", "181-365"),
            (365, "2024-12-31", "181-365"),
            (366, "2025-01-01", "366-730"),
            (730, "2025-12-31", "366-730"),
            (731, "2026-01-01", "none"),
        ]
    },
    "2_step_1_exit_before_the_window": ([Stay("es", "2023-09-01", "2023-10-01", "410")], None),
    "2_step_1_exit_on_the_last_day": ([Stay("es", "2023-09-01", "2024-09-30", "410")], ("es", "none")),
    "2_step_2_not_to_a_home": ([Stay("es", "2023-09-01", "2024-01-01", "116")], None),
    "2_step_2_the_first_exit_counts": (
        [Stay("th", "2023-09-01", "2023-12-01", "410"), Stay("es", "2024-01-10", "2024-02-01", "410")],
        ("th", "0-180"),
    ),
    "2_step_5_housing_within_14_days_is_a_move": (
        [Stay("es", "2023-11-01", *_HOME), _housed("2024-01-15")],
        ("es", "none"),
    ),
    "2_step_5_housing_after_15_days_is_a_return": (
        [Stay("es", "2023-11-01", *_HOME), _housed("2024-01-16")],
        ("es", "0-180"),
    ),
    "2_step_5_housing_14_days_after_other_housing_is_a_move": (
        [
            Stay("es", "2023-11-01", *_HOME),
            _housed("2024-01-05", "2024-03-01", destination="116"),
            _housed("2024-03-15", project="rrh"),
            Stay("so", "2024-09-01"),
        ],
        ("es", "181-365"),
    ),
}
"""Row and column in the table, by hand."""

MEASURE_4: dict[str, tuple[list[Stay], dict[str, str]]] = {
    "4_step_2_two_annual_assessments": (
        [
            Stay(
                "psh",
                "2023-01-15",
                income=((1, "2023-01-15", 900, 900), (5, "2025-01-20", 100, 100), (5, "2026-01-10", 200, 250)),
            )
        ],
        {"4.1": "more", "4.2": "more", "4.3": "more"},
    ),
    "4_step_2f_annual_assessment_out_of_time": (
        [
            Stay(
                "psh",
                "2023-01-15",
                income=((1, "2023-01-15", 0, 50), (5, "2025-02-14", 100, 100), (5, "2026-02-15", 0, 0)),
            )
        ],
        {"4.1": "more", "4.2": "not_more", "4.3": "more"},
    ),
    "4_step_2i_no_annual_assessment": (
        [Stay("psh", "2023-01-15", income=((1, "2023-01-15", 0, 50),))],
        {"4.1": "no_later_record", "4.2": "no_later_record", "4.3": "no_later_record"},
    ),
    "4_step_2h_no_record_at_start": ([Stay("psh", "2023-01-15", income=((5, "2026-01-15", 10, 10),))], {}),
    "4_step_2b_less_than_a_year": ([Stay("psh", "2025-10-02", income=((1, "2025-10-02", 0, 50),))], {}),
    "4_step_2b_a_year": (
        [Stay("psh", "2025-10-01", income=((1, "2025-10-01", 0, 50),))],
        {"4.1": "no_later_record", "4.2": "no_later_record", "4.3": "no_later_record"},
    ),
    "4_step_3_income_at_exit": (
        [
            Stay(
                "rrh",
                "2025-12-01",
                "2026-03-01",
                "410",
                income=((1, "2025-12-01", 300, 300), (3, "2026-03-01", 100, 500)),
            )
        ],
        {"4.4": "not_more", "4.5": "more", "4.6": "more"},
    ),
    "4_step_3i_no_income_at_exit": (
        [Stay("rrh", "2025-12-01", "2026-03-01", "410", income=((1, "2025-12-01", 300, 300),))],
        {"4.4": "no_later_record", "4.5": "no_later_record", "4.6": "no_later_record"},
    ),
    "4_step_3c_still_in_another_project": (
        [
            Stay("rrh", "2025-12-01", "2026-03-01", "410", income=((1, "2025-12-01", 0, 0), (3, "2026-03-01", 1, 1))),
            Stay("psh", "2026-03-01"),
        ],
        {},
    ),
    "4_step_1_not_funded": ([Stay("psh_unfunded", "2023-01-15", income=((1, "2023-01-15", 0, 50),))], {}),
}
"""Row by table, by hand."""

MEASURE_5: dict[str, tuple[list[Stay], dict[str, str]]] = {
    "5_step_4_left_730_days_before": (
        [Stay("es", "2023-01-01", "2024-01-02"), Stay("es", "2026-01-01", "2026-01-05")],
        {"5.1": "before", "5.2": "before"},
    ),
    "5_step_4_left_731_days_before": (
        [Stay("es", "2023-01-01", "2024-01-01"), Stay("es", "2026-01-01", "2026-01-05")],
        {"5.1": "first", "5.2": "first"},
    ),
    "5_step_4_still_in_housing": (
        [_housed("2020-01-01"), Stay("es", "2026-01-01", "2026-01-05")],
        {"5.1": "before", "5.2": "before"},
    ),
    "5_housing_alone_is_of_5_2": ([_housed("2026-01-01")], {"5.2": "first"}),
    "5_outreach_is_no_shelter": (
        [Stay("so", "2025-01-01"), Stay("es", "2026-01-01", "2026-01-05")],
        {"5.1": "first", "5.2": "first"},
    ),
}
MEASURE_7: dict[str, tuple[list[Stay], dict[str, str]]] = {
    "7a_to_a_shelter": ([Stay("so", "2025-11-01", "2026-01-01", "101")], {"7a.1": "temporary"}),
    "7a_to_a_home": ([Stay("so", "2025-11-01", "2026-01-01", "410")], {"7a.1": "permanent"}),
    "7a_to_the_street": ([Stay("so", "2025-11-01", "2026-01-01", "116")], {"7a.1": "elsewhere"}),
    "7a_to_a_halfway_house_is_left_out": ([Stay("so", "2025-11-01", "2026-01-01", "329")], {}),
    "7a_to_foster_care": ([Stay("so", "2025-11-01", "2026-01-01", "215")], {"7a.1": "temporary"}),
    "7a_back_in_outreach_is_no_leaver": ([Stay("so", "2025-11-01", "2026-01-01", "410"), Stay("so", "2026-02-01")], {}),
    "7b1_from_shelter_to_foster_care_is_left_out": ([Stay("es", "2025-11-01", "2026-01-01", "215")], {}),
    "7b1_nobody_knows_where_to": ([Stay("es", "2025-11-01", "2026-01-01", "30")], {"7b.1": "unknown"}),
    "7b1_housing_left_without_moving_in": ([Stay("psh", "2025-11-01", "2026-01-01", "410")], {"7b.1": "permanent"}),
    "7b1_rapid_rehousing_left_after_moving_in": (
        [_housed("2025-11-01", "2026-01-01", project="rrh")], {"7b.1": "permanent"},
    ),
    "7b1_still_in_another_project_is_no_leaver": (
        [Stay("es", "2025-11-01", "2026-01-01", "410"), _housed("2026-01-01", project="rrh")], {},
    ),
    "7b2_left_after_moving_in": ([_housed("2025-11-01", "2026-01-01", destination="116")], {"7b.2": "elsewhere"}),
    "7b2_stayed": ([_housed("2025-11-01")], {"7b.2": "stayed"}),
    "7b2_not_moved_in": ([Stay("psh", "2025-11-01")], {}),
    "7b2_a_move_in_before_entry_is_none": ([_housed("2025-11-01", on="2025-10-01")], {}),
}  # fmt: skip
"""Row by table, by hand."""


def write_scenarios(folder: Path) -> None:
    """An HMIS CSV export (FY2026) with every person above."""
    folder.mkdir(parents=True)
    (folder / "Export.csv").write_text(
        export_file("2026-10-05", "2010-01-01", "2026-10-05", CSVVersion="2026 v1"), encoding="utf-8"
    )
    scenarios = {
        name: stays
        for cases in (MEASURE_1, MEASURE_2, MEASURE_4, MEASURE_5, MEASURE_7)
        for name, (stays, _) in cases.items()
    }
    clients, enrollments, exits, services, incomes = ([] for _ in range(5))
    for name, stays in scenarios.items():
        clients.append({"PersonalID": name, "DOB": "1980-01-01"})
        for nth, stay in enumerate(stays):
            key = f"{name}-{nth}"
            enrollments.append(enrollment_row(key, name, stay.project, stay.entry, key, "1") | stay.more)
            if stay.exit:
                exits.append(
                    {
                        "ExitID": f"x{key}",
                        "EnrollmentID": key,
                        "PersonalID": name,
                        "ExitDate": stay.exit,
                        "Destination": stay.destination,
                    }
                )
            services += [
                {
                    "ServicesID": f"{key}-{night}",
                    "EnrollmentID": key,
                    "PersonalID": name,
                    "DateProvided": night,
                    "RecordType": "200",
                    "TypeProvided": "200",
                }
                for night in stay.nights
            ]
            incomes += [
                {
                    "IncomeBenefitsID": f"{key}-{day}",
                    "EnrollmentID": key,
                    "PersonalID": name,
                    "InformationDate": day,
                    "DataCollectionStage": str(stage),
                    "IncomeFromAnySource": "1" if total else "0",
                    "TotalMonthlyIncome": str(total),
                    "Earned": "1" if earned else "0",
                    "EarnedAmount": str(earned or ""),
                }
                for stage, day, earned, total in stay.income
            ]
    for name, (born, entry, _) in CHILDREN.items():
        clients.append({"PersonalID": name, "DOB": born})
        enrollments.append(enrollment_row(name, name, "rrh", entry, "step_1c_waiting_for_a_home-0", "2"))
    projects = [
        {
            "ProjectID": name,
            "OrganizationID": "o",
            "ProjectName": name,
            "OperatingStartDate": "2000-01-01",
            "ContinuumProject": "1",
            "ProjectType": str(kind),
        }
        for name, kind in _PROJECTS.items()
    ]
    places = [
        {
            "ProjectCoCID": name,
            "ProjectID": name,
            "CoCCode": "XX-600" if name == "elsewhere" else "XX-500",
            "Geocode": "391062",
        }
        for name in _PROJECTS
    ]
    funders = [
        {"FunderID": name, "ProjectID": name, "Funder": str(funder), "GrantID": "g", "StartDate": "2000-01-01"}
        for name, funder in _FUNDED.items()
    ]
    for file, rows in {
        "Project": projects, "ProjectCoC": places, "Funder": funders, "Client": clients, "Enrollment": enrollments,
        "Exit": exits, "Services": services, "IncomeBenefits": incomes,
        "Organization": [{"OrganizationID": "o", "OrganizationName": "O", "VictimServiceProvider": "0"}],
    }.items():  # fmt: skip
        write_rows(folder / f"{file}.csv", rows)


def enrollment_row(
    key: str, person: str, project: str, entry: str, household: str, relationship: str
) -> dict[str, str]:
    return {
        "EnrollmentID": key, "PersonalID": person, "ProjectID": project, "EntryDate": entry, "HouseholdID": household,
        "RelationshipToHoH": relationship,
    }  # fmt: skip


def write_rows(path: Path, rows: Iterable[dict[str, str]]) -> None:
    every = [
        row | {"DateCreated": "2026-10-01", "DateUpdated": "2026-10-01", "UserID": "u", "ExportID": "E2026-10-05"}
        for row in rows
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in every for name in row)))
        writer.writeheader()
        writer.writerows(every)
