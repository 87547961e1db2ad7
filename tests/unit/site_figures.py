"""Figures with their evidence, and what a run leaves beside them, for the small warehouse."""

from datetime import date
from typing import Any

from tests.unit.site_people import AFFILIATES, AS_OF, MANAGERS, PROGRAMS, Rows, client_id


def add_reports(rows: Rows) -> None:
    people = rows["record.enrollment"]
    left = [row for row in people if row["exit_date"]]
    by_program = {name: [row for row in people if row["program_id"] == key] for key, name in PROGRAMS.items()}
    _figure(rows, "city_housing", "served", people)
    for name, chosen in by_program.items():
        _figure(rows, "city_housing", "served", chosen, row=name)
    _figure(rows, "city_housing", "moved", left[: len(left) // 2], base=left)
    for name, chosen in by_program.items():
        for year in ("2024", "2025"):
            started = [row for row in chosen if str(row["entry_date"].year) == year]
            _figure(rows, "aggregate", "new_enrollments", started, row=name, column=year, section="Year over year")
    for days in (30, 90, 180):
        stayed = [row for row in people if not row["exit_date"] or (row["exit_date"] - row["entry_date"]).days >= days]
        _figure(rows, "aggregate", "retained", stayed, base=people, row=f"{days:03} days", section="Retention")
    for affiliate, name in AFFILIATES.items():
        chosen = [row for row in people if row["affiliate_id"] == affiliate]
        _figure(rows, "aggregate", "clients_served", chosen, row=name, section="By affiliate")


def _figure(
    rows: Rows,
    report: str,
    question_id: str,
    chosen: list[dict[str, Any]],
    base: list[dict[str, Any]] | None = None,
    row: str = "Total",
    column: str = "Total",
    section: str = "Participation",
) -> None:
    asked = {question["question_id"]: question["question"] for question in rows["framework.report_question"]}
    measures = {question["question_id"]: question["measure"] for question in rows["framework.report_question"]}
    row_key, column_key = ("all" if label == "Total" else label.lower().replace(" ", "_") for label in (row, column))
    figure_id = f"{report}:{question_id}:{row_key}:{column_key}"
    of = "" if base is None else f" of {len(base)}"
    rows["reporting.figure"].append(
        {
            "figure_id": figure_id,
            "report": report,
            "question_id": question_id,
            "section": section,
            "measure": measures.get(question_id, question_id),
            "question": asked.get(question_id, question_id.replace("_", " ").capitalize()),
            "row_key": row_key,
            "row_label": row,
            "column_key": column_key,
            "column_label": column,
            "period_start": date(2025, 7, 1),
            "period_end": AS_OF,
            "count": "clients" if base is None else "percent",
            "value": float(len(chosen)) if base is None else 100 * len(chosen) / max(len(base), 1),
            "numerator": float(len(chosen)),
            "denominator": None if base is None else float(len(base)),
            "clients": len(chosen),
            "low": None if base is None else 20.25,
            "high": None if base is None else 79.75,
            "sentence": f"{len(chosen)}{of} clients came{'' if base is None else ' (likely between 20% and 80%)'}.",
            "sort_order": len(rows["reporting.figure"]),
        }
    )
    codes = {code["client_id"]: code for code in rows["intelligence.code"] if not code["is_risk"]}
    for person in chosen:
        code = codes.get(person["client_id"], {})
        copied = (
            "code_id",
            "note_id",
            "quote",
            "quote_start",
            "quote_end",
            "skill",
            "skill_version",
            "coder",
            "code_title",
            "review_status",
        )
        rows["reporting.evidence"].append(
            {
                "figure_id": figure_id,
                "report": report,
                "role": "counted",
                "client_id": person["client_id"],
                "affiliate_id": person["affiliate_id"],
                "program_id": person["program_id"],
                "record_type": "enrollment",
                "record_id": person["enrollment_id"],
                "source_file": person["source_file"],
                "source_line": person["source_line"],
                "event_date": person["entry_date"],
                "counts_outside": True,
                **{name: code.get(name) for name in copied},
            }
        )
    if report != "aggregate":
        cited = [codes[person["client_id"]]["quote"] for person in chosen if person["client_id"] in codes]
        rows["reporting.comprehensive"].append(
            {
                "figure_id": figure_id,
                "report_id": report,
                "example_quote": cited[0] if cited else None,
                "cited_records": len(chosen),
                "cited_notes": len(cited),
            }
        )
        rows["reporting.proposed_quote"] += [
            {"figure_id": figure_id, "position": position, "quote": quote} for position, quote in enumerate(cited, 1)
        ]


def _question(place: int, one: int, other: int, likely: float, ruling: str | None) -> dict[str, object]:
    """A doubtful pair of two clients, in the group of the first; or of one client who may be two."""
    return {
        "record_key_l": f"crm:eastside:{one}0", "record_key_r": f"hmis:northgate:{other}0",
        "review_group": client_id(0) if one < 7 else client_id(7), "question": place,
        "may_be": "two" if one == other else "one",
        "client_id_l": client_id(one), "client_id_r": client_id(other), "match_probability": likely,
        "evidence": "same last name; but different phones", "ruling": ruling,
        "field_weights_json": '{"same last name":6.2,"day and month of birth swapped":3.1,"different phones":-0.7}',
        "waits_because": "the dates of birth differ" if place == 1 and not ruling and one != other else None,
        "reason": "The file is in the archive" if ruling else None, "decided_by": "Kim Lee" if ruling else None,
        "decided_on": "2026-06-01" if ruling else None, "source_l": "crm", "source_r": "hmis",
        "affiliate_id_l": "eastside", "affiliate_id_r": "northgate", "first_name_l": "Ana", "first_name_r": "Anna",
        "last_name_l": "Silva", "last_name_r": "Silva", "dob_l": date(1985, 3, 2), "dob_r": date(1985, 2, 3),
        "phone_l": "2065550101", "phone_r": "2065550199", "ssn_last_four_l": "6789",
    }  # fmt: skip


RIGHT = "Of 48 such flags on ordinary notes by other writers 39 were right; of 12 that your staff ruled on, 7."


def _code_questions(rows: Rows) -> list[dict[str, object]]:
    """Questions on three risk flags and three other codes; of the last somebody was unsure."""
    codes = rows["intelligence.code"]
    chosen = [code for is_risk in (True, False) for code in [c for c in codes if c["is_risk"] is is_risk][:3]]
    return [
        {
            **code, "question_id": code["code_id"], "place": place,
            "kind": "risk_flag" if code["is_risk"] else "coders_disagree",
            "why": "It is a risk flag." if code["is_risk"] else "Coders disagree (some-model: not in this note).",
            "author": MANAGERS[place % len(MANAGERS)], "is_in_use": True,
            **({"tier": "sure", "danger": "at once", "how_often_right": RIGHT} if code["is_risk"] else {}),
            "places": f"{code['quote_start']}..{code['quote_end']}",
            "ruling": "unsure" if place == len(chosen) else None,
            "decided_by": "Ann Roe" if place == len(chosen) else None,
            "reason": "Ask her on Monday" if place == len(chosen) else None,
        }
        for place, code in enumerate(chosen, 1)
    ]  # fmt: skip


def _open_risks(rows: Rows) -> list[dict[str, object]]:
    """Every second one is only possible; nobody is named who works with the client of the last."""
    codes = [code for code in rows["intelligence.code"] if code["is_risk"]]
    return [
        {
            **code, "risk_id": code["code_id"], "place": place, "how_often_right": RIGHT,
            "case_manager": MANAGERS[0] if place < len(codes) else None,
            "danger": "at once" if place == 1 else "today", "danger_rank": 1 if place == 1 else 2,
            "tier": "sure" if place % 2 else "possible", "notes": place, "told_since": code["note_date"],
        }
        for place, code in enumerate(codes, 1)
    ]  # fmt: skip


def _quotable(rows: Rows) -> list[dict[str, object]]:
    consents = [one["client_id"] for one in rows["record.consent"] if one["is_in_force"] and one["covers_network"]]
    names = ("code_id", "client_id", "affiliate_id", "program_id", "note_id", "quote_start", "quote_end")
    return [
        {name: code[name] for name in names}
        for code in rows["intelligence.code"]
        if code["client_id"] in consents and not code["is_risk"]
    ]


def add_surroundings(rows: Rows) -> None:
    rows["intelligence.quotable_code"] = _quotable(rows)
    rows["intelligence.code_review"] = _code_questions(rows)
    rows["reporting.open_risk"] = _open_risks(rows)
    rows["intelligence.identity_review"] = [
        _question(1, 0, 3, 0.62, None), _question(2, 3, 5, 0.41, None), _question(1, 7, 8, 0.5, "unsure"),
        _question(1, 9, 9, 0.2, None),
    ]  # fmt: skip
    rows["record.identity_event"].append(
        {
            "event_id": "ev-1",
            "event": "merged",
            "client_id": client_id(0),
            "other_client_id": "C-OLD0000000",
            "record_keys_json": '["hmis:eastside:00", "crm:eastside:01"]',
            "reason": "New records joined two clients",
            "decided_by": "machine",
            "happened_on": "2026-06-30",
            "run": 2,
            "position": 0,
        }
    )
    rows["intake.quarantine"] = [
        {
            "source": "hmis",
            "affiliate_id": "eastside",
            "file": "eastside/hmis/Client.csv",
            "sha256": 64 * "a",
            "line": 17,
            "row_count": 1,
            "reason": "The row has 35 fields where 36 are expected.",
            "fix": "Export the file again.",
            "is_kept": False,
        },
        {
            "source": "crm",
            "affiliate_id": "northgate",
            "file": "northgate/crm/Contact.csv",
            "line": 4,
            "row_count": 1,
            "reason": "Cannot be read: birthdate.",
            "fix": "Mend it in the source.",
            "is_kept": True,
        },
    ]
    rows["intake.load_file"] = [
        {
            "affiliate_id": "eastside",
            "source": "hmis",
            "file": "eastside/hmis/Client.csv",
            "sha256": 64 * "a",
            "table_name": "client",
            "version": "2024",
            "rows_loaded": 40,
            "rows_held_back": 1,
            "outcome": "loaded",
        }
    ]
    rows["reporting.run_summary"] = [
        {
            "section": "Clients",
            "item": "Records",
            "value": 96,
            "note": "from three sources",
            "section_order": 1,
            "item_order": 1,
        },
        {"section": "Clients", "item": "People", "value": 40, "note": None, "section_order": 1, "item_order": 2},
    ]
