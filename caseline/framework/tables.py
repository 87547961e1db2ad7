"""An organisation's plain-English files as tables of schema `framework`, so that dbt models join them like any data."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from caseline.coding.choosing import second_reader_name
from caseline.coding.gold import load_gold, notes_with_code
from caseline.coding.measuring.shipped import shipped_agreement, shipped_flags
from caseline.framework.dictionary_rows import COLUMNS as DICTIONARY_COLUMNS
from caseline.framework.dictionary_rows import dictionary_rows
from caseline.ground.errors import ConfigurationError
from caseline.ground.warehouse import replace_table
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.dictionary import load_dictionary
from caseline.organization.goal_kinds import goal_kind_rows
from caseline.organization.hud_reports import COLUMNS as HUD_COLUMNS
from caseline.organization.hud_reports import framework_rows as hud_rows
from caseline.organization.hud_reports import hud_reports
from caseline.organization.indicators import condition_rows, indicator_rows, indicators_of
from caseline.organization.intake_forms import check_places
from caseline.organization.outcomes import Outcome, load_outcomes
from caseline.organization.profile import Organization
from caseline.organization.questions import measure_rows, report_rows
from caseline.organization.screens import COLUMNS as SCREEN_COLUMNS
from caseline.organization.screens import check_forms, check_outcomes, load_instruments, screen_rows
from caseline.organization.skills import Skill, skills_of
from caseline.organization.transformation import MAPS, RULINGS, map_rows, ruling_rows
from ingestion.crm.extending import check_objects

Rows = Iterable[Mapping[str, Any]]

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "affiliate": {
        "affiliate_id": pa.string(), "name": pa.string(), "share": pa.string(), "unattended_merging": pa.bool_(),
    },
    "network_scope": {"scope": pa.string()},
    "site": {"site_id": pa.string(), "affiliate_id": pa.string(), "name": pa.string()},
    "program": {"program_id": pa.string(), "name": pa.string(), "description": pa.string()},
    **{table: dict.fromkeys(mapped.columns, pa.string()) for table, mapped in MAPS.items()},
    **{table: dict.fromkeys(ruling.columns, pa.string()) for table, ruling in RULINGS.items()},
    "code_ruling": {**dict.fromkeys(RULINGS["code_ruling"].columns, pa.string()), "position": pa.int32()},
    **DICTIONARY_COLUMNS,
    "outcome": {
        "outcome_id": pa.string(), "title": pa.string(), "program_ids_json": pa.string(), "item": pa.string(),
        "direction": pa.string(), "improvement": pa.float64(), "description": pa.string(), "skill": pa.string(),
        "risks_json": pa.string(),
    },
    "indicator": {
        "indicator_id": pa.string(), "title": pa.string(), "program_ids_json": pa.string(), "description": pa.string(),
        "says": pa.string(), "outcome_id": pa.string(), "stage": pa.string(), "lowest": pa.float64(),
        "highest": pa.float64(),
    },
    "indicator_condition": {
        "indicator_id": pa.string(), "position": pa.int32(), "kind": pa.string(), "wanted": pa.string(),
        "least": pa.int32(), "days": pa.int32(),
    },
    "outcome_stage": {"outcome_id": pa.string(), "stage": pa.string(), "due_days": pa.int32()},
    "setting": {"name": pa.string(), "value": pa.string()},
    "skill": {"skill": pa.string(), "title": pa.string(), "kind": pa.string(), "version": pa.string()},
    "skill_code": {
        "skill": pa.string(), "code": pa.string(), "title": pa.string(), "level": pa.int32(), "is_risk": pa.bool_(),
        "meaning": pa.string(), "judged_notes": pa.int32(), "danger": pa.string(), "danger_rank": pa.int32(),
    },
    "risk_answer": {"skill": pa.string(), "code": pa.string(), "phrase": pa.string()},
    "goal_kind": {"kind": pa.string(), "phrase": pa.string()},
    "flag_precision": {
        "skill": pa.string(), "code": pa.string(), "flagged": pa.int32(), "were_right": pa.int32(),
        "possible_flagged": pa.int32(), "possible_were_right": pa.int32(),
    },
    "shipped_agreement": {
        "skill": pa.string(), "code": pa.string(), "value": pa.string(), "coder": pa.string(),
        "reader_version": pa.string(), "f1": pa.float64(), "examples": pa.int32(),
    },
    "counted_unmeasured": {
        "skill": pa.string(), "code": pa.string(), "value": pa.string(), "because": pa.string(),
        "decided_by": pa.string(), "decided_on": pa.date32(),
    },
    "report": {
        "report_id": pa.string(), "title": pa.string(), "funder": pa.string(), "about": pa.string(),
        "period_start": pa.date32(), "period_end": pa.date32(), "program_ids_json": pa.string(),
    },
    "report_question": {
        "report_id": pa.string(), "position": pa.int32(), "question_id": pa.string(), "section": pa.string(),
        "question": pa.string(), "measure": pa.string(), "of_measure": pa.string(), "count": pa.string(),
        "by_dimension": pa.string(), "filters_json": pa.string(),
    },
    "measure": {
        **{
            name: pa.string()
            for name in (
                "measure", "title", "meaning", "counts", "labels", "who", "did", "thing", "things", "told_by_json",
                "average", "unit",
            )
        },
        "is_apart": pa.bool_(), "is_movement": pa.bool_(),
    },
    **SCREEN_COLUMNS,
    **HUD_COLUMNS,
}  # fmt: skip


def write_framework(connection: duckdb.DuckDBPyConnection, organization: Organization) -> dict[str, int]:
    """Replace every table of schema `framework`. Returns rows per table. Raises ConfigurationError(s)."""
    return write_rows(connection, framework_rows(organization))


def write_rows(connection: duckdb.DuckDBPyConnection, framework: Mapping[str, Rows]) -> dict[str, int]:
    """Replace every table of schema `framework` with what `framework_rows` gave. Returns rows per table."""
    counts = {}
    for table, rows in framework.items():
        columns = COLUMNS[table]
        schema = pa.schema(list(columns.items()))
        content = pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in rows], schema=schema)
        replace_table(connection, f"framework.{table}", content)
        counts[table] = content.num_rows
    return counts


def framework_rows(organization: Organization) -> dict[str, list[Mapping[str, Any]]]:
    """Every framework table's rows, read and checked from the organisation's folder."""
    folder = organization.folder
    program_ids = [program.id for program in organization.programs]
    dictionary = load_dictionary(folder / "data_dictionary")
    check_objects(dictionary.objects)
    check_places(dictionary.forms, organization.affiliate_ids, program_ids)
    outcomes = load_outcomes(folder / "framework", program_ids)
    indicators = indicators_of(organization)
    skills = skills_of(organization)
    _check_risks(folder, outcomes, skills)
    instruments = load_instruments(folder)
    check_forms(folder / "data_dictionary", instruments, dictionary.own)
    check_outcomes(folder / "framework" / "outcomes", outcomes, instruments)
    reports, questions = report_rows(organization)
    asked = [report for report in hud_reports(organization) if not report.is_lsa]  # the models of an LSA hold one alone
    hud = hud_rows(asked, organization.affiliate_ids)
    builders: dict[str, Callable[[], Rows]] = {
        "affiliate": lambda: [
            {"affiliate_id": a.id, "name": a.name, "share": a.share, "unattended_merging": a.unattended_merging}
            for a in organization.affiliates
        ],
        "network_scope": lambda: [
            {"scope": scope} for scope in dict.fromkeys(s.strip().lower() for s in organization.network_scopes)
        ],
        "site": lambda: [
            {"site_id": site.id, "affiliate_id": affiliate.id, "name": site.name}
            for affiliate in organization.affiliates
            for site in affiliate.sites
        ],
        "program": lambda: [
            {"program_id": p.id, "name": p.name, "description": p.description} for p in organization.programs
        ],
        **{table: partial(map_rows, folder, mapped) for table, mapped in MAPS.items()},
        **{table: partial(ruling_rows, folder, ruling) for table, ruling in RULINGS.items()},
        "outcome": lambda: [
            {
                "outcome_id": outcome.id, "title": outcome.title, "item": outcome.item, "skill": outcome.skill,
                "program_ids_json": json.dumps(outcome.programs), "direction": outcome.direction,
                "improvement": outcome.improvement, "description": outcome.description,
                "risks_json": None if outcome.risks is None else json.dumps(outcome.risks),
            }
            for outcome in outcomes
        ],
        "indicator": lambda: indicator_rows(indicators),
        "indicator_condition": lambda: condition_rows(indicators),
        "outcome_stage": lambda: [
            {"outcome_id": outcome.id, "stage": stage, "due_days": days}
            for outcome in outcomes
            for stage, days in outcome.stages.items()
        ],
        "setting": lambda: [
            {"name": name, "value": "" if value == "latest" else str(value)}
            for name, value in (
                organization.settings.model_dump() | {"second_reader": second_reader_name(organization) or ""}
            ).items()
        ],
        "skill": lambda: [
            {"skill": skill.name, "title": skill.title, "kind": skill.kind, "version": skill.version}
            for skill in skills
        ],
        "skill_code": lambda: [
            {
                "skill": skill.name, "code": code.id, "title": code.title, "level": code.level,
                "is_risk": code.is_risk, "meaning": code.wording, "judged_notes": judged[skill.values(code)],
                "danger": code.danger, "danger_rank": code.danger_rank,
            }
            for skill in skills
            for judged in [notes_with_code(load_gold(skill))]
            for code in skill.codes
        ],
        "risk_answer": lambda: [
            {"skill": skill.name, "code": code.id, "phrase": phrase}
            for skill in skills
            for code in skill.codes
            for phrase in code.answered_by
        ],
        "goal_kind": lambda: goal_kind_rows(folder),
        "flag_precision": lambda: [flags.model_dump() for flags in shipped_flags()],
        "shipped_agreement": lambda: shipped_agreement(skills),
        "counted_unmeasured": lambda: _counted_unmeasured(organization, skills),
        "report": lambda: reports,
        "report_question": lambda: questions,
        "measure": measure_rows,
        **{
            table: partial(list, rows)
            for table, rows in {**dictionary_rows(dictionary.tables), **screen_rows(instruments), **hud}.items()
        },
    }  # fmt: skip
    return {table: list(builders[table]()) for table in COLUMNS}


def _counted_unmeasured(organization: Organization, skills: Sequence[Skill]) -> Rows:
    """The codes that the organisation counts outside though nobody measured them; a skill stands for all its codes."""
    codes = [(skill, code, f"{skill.name}.{code.key}") for skill in skills for code in skill.codes]
    known = sorted({name for skill, _, label in codes for name in (skill.name, label)})
    for accepted in organization.count_unmeasured:
        if accepted.code not in known:
            raise ConfigurationError(
                f"'{accepted.code}' under 'count_unmeasured' is no code that notes are read for",
                file=organization.folder / "organization.yml",
                fix=did_you_mean(accepted.code, known),
            )
    for skill, code, label in codes:
        # its own line before that of its whole skill
        for accepted in sorted(organization.count_unmeasured, key=lambda accepted: accepted.code != label):
            if accepted.code in (skill.name, label):
                name, level = skill.values(code)
                yield {
                    "skill": skill.name, "code": name, "value": level, "because": accepted.because,
                    "decided_by": accepted.decided_by, "decided_on": accepted.decided_on,
                }  # fmt: skip
                break


def _check_risks(folder: Path, outcomes: Sequence[Outcome], skills: Sequence[Skill]) -> None:
    """Raise ConfigurationError where an outcome names a risk that nothing looks for."""
    known = sorted({code.id for skill in skills for code in skill.codes if code.is_risk})
    for outcome in outcomes:
        unknown = sorted(set(outcome.risks or ()) - set(known))
        if unknown:
            raise ConfigurationError(
                f"'{unknown[0]}' in the risks of outcome '{outcome.id}' is no risk that the skills look for",
                file=folder / "framework" / "outcomes",
                fix=f"Use one of: {', '.join(known)}." if known else "Leave `risks` out, or add a skill with risks.",
            )
