"""`caseline mcp` by the official client over standard input and output: what a role is told, and what is written."""

import asyncio
import json
import os
import sys
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from application.api.served import open_served
from caseline.access.gate import Reader
from caseline.audit import Act, audit_log
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from caseline.organization.roles import Role
from tests.integration.loopback_application import place_over

PEOPLE = [{"email": "mo@harbor.example", "name": "Mo Lind", "role": "case_manager", "case_load": ["Nobody"]}]
ROLES = {
    "director": "identifier", "analyst": "sensitive", "funder": "open",
    "case_manager": {"sees": "identifier", "case_load": "own"},
}  # fmt: skip
TOOLS = {"list_measures", "figure", "trace", "client_brief", "missing", "this_week", "what_changed"}
CLIENT = "C-0000000001"
Told = list[tuple[bool, dict[str, Any] | str]]


@pytest.fixture(scope="module")
def place(reported_warehouse, tmp_path_factory):
    return place_over(tmp_path_factory.mktemp("assistant"), reported_warehouse, people=PEOPLE, roles=ROLES)


def told(place, whose: list[str], *asked: tuple[str, dict[str, Any]]) -> Told:
    """What a session is answered, in order: whether it is an error, and what."""
    command = ["-m", "caseline", "mcp", "-o", str(place.organization), *whose]
    environment = os.environ | {"CASELINE_OUTPUT": str(place.output.parent)}
    server = StdioServerParameters(command=sys.executable, args=command, env=environment)

    async def session() -> Told:
        async with Client(server, read_timeout_seconds=60) as client:
            assert "untrusted_text" in (client.instructions or "")
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            answers = [await client.call_tool(name, arguments) for name, arguments in asked]
        return [(one.is_error, one.structured_content or one.content[0].text) for one in answers]

    return asyncio.run(session())


def test_an_assistant_is_told_figures_and_rows_that_are_its_role_s(place):
    with connect(place.published, read_only=True) as connection:
        ((figure, sentence),) = connection.execute(
            """select figure_id, sentence from reporting.figure where figure_id in
            (select figure_id from reporting.evidence where quote is not null)
            and report in (select report_id from framework.report) order by 1 limit 1"""
        ).fetchall()
    report, name = figure.split(":", 1)
    answers = told(
        place, ["--role", "director"], ("list_measures", {}), ("figure", {"report": report, "figure": name}),
        ("trace", {"trace_id": figure}), ("missing", {}), ("this_week", {}), ("client_brief", {"client": "C-9"}),
        ("figure", {"report": report, "figure": "no such thing"}), ("what_changed", {}),
        ("client_brief", {"client": CLIENT}), ("what_changed", {"client": CLIENT, "since": "2026-01-01"}),
    )  # fmt: skip
    measures, told_figure, trace, missing, week, nobody, nothing, changed, brief, since = answers
    assert measures[1]["measures"] and measures[1]["questions"]
    assert told_figure[1]["trace_id"] == figure and told_figure[1]["sentence"] == sentence
    rows = trace[1]["rows"]
    assert rows and all("quote" not in row and "detail" not in row for row in rows)
    assert any("quote" in row.get("untrusted_text", {}) for row in rows)
    assert missing[1]["rows"] and week[1]["open_risks"]["rows"] and changed[1] == {"reports": []}
    assert nobody[0] and "There is no client" in nobody[1] and nothing[0] and "Questions:" in nothing[1]
    sentences = [one for section in brief[1]["sections"] for one in section["sentences"]]
    assert all("“" not in one.get("text", "") for one in sentences) and any(
        "untrusted_text" in one for one in sentences
    )
    assert [section["title"] for section in since[1]["sections"]] == ["What changed since 1 January 2026"]
    acts = [line.entry for line in audit_log(place).read()]
    traced = next(entry for entry in acts if entry.act is Act.trace)
    assert traced.clients and traced.about == figure and traced.source == "caseline mcp"
    assert {"mcp reporting.missing", "mcp reporting.open_risk"} <= {entry.about for entry in acts}


def test_who_sees_aggregates_alone_is_told_no_small_number_and_nobody(place):
    served = open_served(place.published, load_organization(place.organization), Reader("funder", Role(sees="open")))
    hidden = f"""select figure_id from ({served.query("reporting.figure")}) where value is null
        and report in (select report_id from framework.report) order by 1 limit 3"""
    small = [figure for (figure,) in served.gate.connection.execute(hidden).fetchall()]
    with connect(place.published, read_only=True) as connection:
        ((client,),) = connection.execute("select min(client_id) from record.client").fetchall()
    asked = [("figure", dict(zip(("report", "figure"), figure.split(":", 1), strict=True))) for figure in small]
    answers = told(place, ["--role", "funder"], *asked, ("trace", {"trace_id": small[0]}), ("missing", {}),
                   ("this_week", {}), ("client_brief", {"client": client}), ("what_changed", {}))  # fmt: skip
    for is_error, answer in answers[: len(small)]:
        assert not is_error and "value" not in answer and "Not " in answer["sentence"]
    assert all(is_error for is_error, _ in answers[len(small) :]) and client not in json.dumps(answers)


def test_an_assistant_of_a_person_has_their_case_load(place):
    missing, week = told(place, ["--person", "mo@harbor.example"], ("missing", {}), ("this_week", {}))
    assert "C-0" not in json.dumps([missing, week])
