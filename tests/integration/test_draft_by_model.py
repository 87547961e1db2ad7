"""What the configured model is told of columns nobody knows, and what becomes of what it says."""

import json

import pytest

from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.ground.errors import CaselineError
from caseline.onboarding.draft.by_model import SCHEMA_NAME, ask_about_unknown
from caseline.onboarding.draft.drafting import describe_tables
from ingestion.files import path_files
from tests.integration.loopback_endpoint import LoopbackEndpoint, Says


def drafted(folder):
    rows = ["Client #,First,Last,Milestone,Nguyen,Ribbon,Landlord phone"]
    rows += [f"{1001 + at},Ana{at},Lopez{at},2024-03-{at + 10},x{at},thing {at},253-555-01{at:02}" for at in range(9)]
    (folder / "Ann Roe list.csv").write_text("\n".join(rows) + "\n")
    headless = [f"Q{at},253-555-01{at:02},x" for at in range(9)]
    (folder / "headless.csv").write_text("\n".join(headless) + "\n")
    others = {
        "rows": "Lopez,Maria,F,Shelter",
        "grid": "Ribbon,Tyrell Jones",
        "row": "Tran,Shelter,yes",
    }
    for name, header in others.items():
        cells = ",".join(f"thing {{0}}{at}" for at, _ in enumerate(header.split(",")))
        (folder / f"{name}.csv").write_text("\n".join([header, *(cells.format(at) for at in range(9))]) + "\n")
    return describe_tables(path_files(folder, "draft").files, {})[0]


def asking(server):
    return EndpointSettings("small", server.url, "secret", tries=2, first_wait_seconds=0.01, timeout_seconds=5.0)


def test_headers_and_profiles_go_out_and_a_guess_comes_back(tmp_path):
    tables = drafted(tmp_path)
    (table,) = [each for each in tables if "Milestone" in each.raw.headers]
    for each in table.fields:
        if each.column.name == "Milestone":
            each.guess = None
    asked = [each.column.name for each in table.fields if not each.target and not each.numbers]
    says = ["person.dob" if name == "Milestone" else "person.phone" for name in asked]
    said = [{"column": at, "target": target} for at, target in enumerate(says, 1)] + [{"column": 99, "target": "x"}]
    server = LoopbackEndpoint(lambda text, number: Says(json.dumps({"columns": said})))
    assert ask_about_unknown(tables, asking(server)) == 1
    targets = {each.column.name: each.target for each in table.fields}
    assert targets["Milestone"] == "person.dob"
    assert targets["Ribbon"] is None and targets["Landlord phone"] is None
    sent = json.dumps(server.requests[-1])
    assert server.requests[-1]["response_format"]["json_schema"]["name"] == SCHEMA_NAME
    assert "Milestone" in sent and "Landlord phone" in sent
    inside = ("Lopez", "Ana1", "2024-03", "555", "thing 1", "Ann Roe", "headless")
    names = ("Nguyen", "Maria", "Tyrell", "Tran", "Shelter")
    assert not any(word in sent for word in (*inside, *names))


def test_an_endpoint_that_gives_no_answer_is_told(tmp_path):
    server = LoopbackEndpoint(lambda text, number: Says("no JSON"))
    with pytest.raises(CaselineError, match="Draft without --ask-model"):
        ask_about_unknown(drafted(tmp_path), asking(server))
