"""The gate: every role x field x channel. Unmistakable values stand in every field that is more than open, each with
the place it is of; what a role receives is searched for them, byte by byte."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from application.api.resources import RESOURCES
from application.api.served import open_served
from application.assistant.answers import Answers
from application.desk import Desk
from application.people import Somebody
from caseline.access.forms import in_form
from caseline.access.gate import LAYERS, Gate, Reader
from caseline.access.modelled import ModelledTable, modelled_columns, modelled_tables
from caseline.access.sights import ORDER, served_tables, shown, sights
from caseline.audit import AuditLog
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from caseline.organization.roles import Role, Shown
from reports.bi.files import export_reporting
from reports.brief import as_data, as_page, compose
from reports.published import open_published
from reports.site.kinds import Asked
from reports.trace import trace
from tests.integration.loopback_application import place_over, serving
from tests.integration.loopback_program import Program, a_token
from tests.unit.site_inside import every_page, inside
from tests.unit.site_people import AFFILIATES, MANAGERS
from tests.unit.site_warehouse import make_warehouse
from tests.unit.site_warehouse import organization as small_organization

ROLES = {
    "director": Role(sees="identifier"),
    "analyst": Role(sees="sensitive"),
    "researcher": Role(sees="sensitive", fields={"dob": "band", "last_name": "masked", "note_text": "absent"}),
    "volunteer": Role(sees="quasi-identifier"),
    "intern": Role(sees="identifier", fields={"last_name": "absent", "phone": "masked", "dob": "band"}),
    "housing_lead": Role(sees="identifier", programs=["housing"]),
    "eastside": Role(sees="sensitive", affiliates=["eastside"]),
    "corner": Role(sees="identifier", affiliates=["eastside"], programs=["housing"]),
    "case_manager": Role(sees="identifier", case_load="own"),
    "partner": Role(sees="identifier", only_with_consent=True),
}
MANAGER = MANAGERS[0]
NEVER_PLANTED = re.compile(r"(_id|_key|_hash|_json|kind|tier|danger|code|value|places|shared_with|skill_version)$")
"""What tables are joined by, and words that pages look up."""
BORN = re.compile(r"1941-02-03|Feb(?:ruary)? 1941")
MARK = re.compile(r"QX(\d+)[A-Z]?z(\w+)Q")
TRACED = """select figure_id from reporting.figure where report in (select report_id from framework.report)
order by figure_id limit 8"""
OF_A_KIND = 8
"""Pages of a kind that are read: each kind is made by the same lines."""
ROWS = 300
"""Rows of a table that are read."""
Planted = dict[int, tuple[str, str, str]]


def marked(number: int, place: str) -> str:
    return f"QX{number}z{place}Q"


def plant(path: Path) -> Planted:
    """Have each such field say which it is, and of which program, affiliate and client its row is."""
    fields: Planted = {}
    with duckdb.connect(str(path)) as connection:
        query = """select table_schema, table_name, column_name from information_schema.columns
            where data_type = 'VARCHAR'"""
        text = set(connection.execute(query).fetchall())
        for table in served_tables(connection, LAYERS):
            changes = []
            for column in table.columns:
                field = (table.layer, table.name, column.column)
                if column.sensitivity == "open" or NEVER_PLANTED.search(column.column) or field not in text:
                    continue
                number = len(fields) + 1
                fields[number] = field
                value = f"'QX{number}z' || regexp_replace({_place(table)}, '[^a-z0-9_]', '', 'g') || 'Q'"
                changes.append(f'"{column.column}" = case when "{column.column}" is not null then {value} end')
            if changes:
                connection.execute(f"update {table.layer}.{table.name} set {', '.join(changes)}")
        connection.execute("update record.client set dob = date '1941-02-03' where dob is not null")
    return fields


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> tuple[Path, Planted]:
    """A warehouse that fills every page."""
    path = make_warehouse(tmp_path_factory.mktemp("planted") / "published.duckdb")
    return path, plant(path)


@pytest.fixture(scope="module")
def modelled(reported_warehouse, tmp_path_factory) -> tuple[Path, Planted]:
    """A warehouse with every table as the models make it."""
    path = tmp_path_factory.mktemp("modelled") / "published.duckdb"
    shutil.copyfile(reported_warehouse, path)
    return path, plant(path)


def _place(table: ModelledTable) -> str:
    """Program, affiliate and client of a row, in SQL."""
    places = [
        f"coalesce({name}, 'none')" if name in table.column_names else "'any'"
        for name in ("program_id", "affiliate_id")
    ]
    client = "right(client_id, 4)" if "client_id" in table.column_names else "'none'"
    return " || '_0_' || ".join([*places, client])


def organization(folder: Path) -> Organization:
    made = small_organization(folder)
    made.roles = ROLES | {"funder": Role(sees="open")}
    return made


def wrong(role: Role, text: str, fields: Planted, own_clients: set[str]) -> set[tuple[str, str, str]]:
    """Fields whose planted values are in a text, and should not be for this role."""
    columns = {(c.layer, c.table, c.column): c for c in modelled_columns()}
    found = set()
    for number, place in set(MARK.findall(text)):
        field = fields[int(number)]
        program, affiliate, client = place.rsplit("_0_", 2)
        is_elsewhere = (
            (role.programs and program not in (*role.programs, "any"))
            or (role.affiliates and affiliate not in (*role.affiliates, "any"))
            or (role.of_clients and client != "none" and client not in own_clients)
        )
        if shown(role, columns[field]) != "shown" or is_elsewhere:
            found.add((*field[1:], place if is_elsewhere else ""))
    return found


def clients_of(path: Path, role: Role) -> set[str]:
    """The last four signs of the ids of those a role may see, told without the gate."""
    if role.case_load == "own":
        query = """select distinct client_id from record.enrollment where case_manager in (?, 'R. Diaz')
            and (exit_date is null or exit_date >= (select as_of from record.as_of) - 90)"""
    else:
        query = "select client_id from record.consent where is_in_force and covers_network and ? is not null"
    with duckdb.connect(str(path), read_only=True) as connection:
        return {client[-4:] for (client,) in connection.execute(query, [MANAGER]).fetchall()}


def pages(path: Path, name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Every page and picture of a role, as text, by what it came through."""
    role = ROLES[name]
    made = inside(path, organization(folder), role, *managers_of(role))
    for place, html in every_page(made, most=OF_A_KIND).items():
        yield f"page {place}", html
    for place, svg in made.charts.items():
        yield f"picture {place}", svg
    searched = made.page(Asked("clients/index.html", {"search": "QX", "program": ""})).html
    yield "search", searched.replace('value="QX"', "")
    for words in ("QX", "C-"):
        found = made.page(Asked("find.html", {"words": words})).html
        yield f"found by {words}", found.replace('value="QX"', "")


def others(path: Path, name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """What else a role can get hold of: files of each kind, traces and briefs."""
    role, described = ROLES[name], organization(folder)
    managers = managers_of(role)
    if not role.of_clients or role.case_load != "own":
        for file in export_reporting(path, described, "csv", folder / name, name):
            yield f"file {file.name}", file.read_text(encoding="utf-8-sig")
        (book,) = export_reporting(path, described, "xlsx", folder / name, name)
        with zipfile.ZipFile(book) as parts:
            yield "workbook", " ".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())
        for file in export_reporting(path, described, "parquet", folder / name, name):
            yield f"file {file.name}", str(duckdb.sql(f"select * from '{file}'").fetchall())
    gate = Gate(path, Reader(name, role, managers))
    console = Console(width=400, record=True, file=(folder / f"{name}.txt").open("w"))
    for (figure,) in gate.connection.execute(TRACED).fetchall():
        console.print(trace(path, figure.split(":")[0], figure, reader=gate.reader))
    yield "trace", console.export_text()
    yield "assistant", " ".join(assistant(path, name, folder, gate))
    if ORDER.index(role.sees) < ORDER.index("sensitive") or role.fields.get("note_text"):
        return
    with open_published(path) as published:
        for (client,) in gate.connection.execute("select client_id from record.client order by 1 limit 5").fetchall():
            brief = compose(published, described, client, name, managers=managers)
            yield f"brief of {client}", as_page(brief, described) + json.dumps(as_data(brief))


def assistant(path: Path, name: str, folder: Path, gate: Gate) -> Iterator[str]:
    """What the tools of an assistant answer to a role."""
    described = organization(folder)
    desk = Desk(path, lambda described, reader: open_served(path, described, reader))
    log = AuditLog(folder / "audit", b"a key of its own")
    answers = Answers(path, described, Somebody(name, "", gate.reader), desk, log, "here")
    figures = [figure for (figure,) in gate.connection.execute(TRACED).fetchall()]
    clients = gate.connection.execute("select client_id from record.client order by 1 limit 5").fetchall()
    asked: list[Callable[[], object]] = [
        answers.list_measures, answers.missing, answers.this_week,
        *[partial(answers.figure, *figure.split(":", 1)) for figure in figures],
        *[partial(answers.trace, figure) for figure in figures],
        *[partial(answers.client_brief, client) for (client,) in clients],
    ]  # fmt: skip
    for answer in asked:
        try:
            yield json.dumps(answer(), default=str)
        except CaselineError as error:
            yield str(error)


def managers_of(role: Role) -> tuple[str, ...]:
    return (MANAGER, "R. Diaz") if role.case_load == "own" else ()


@pytest.fixture(scope="module")
def programs(modelled, tmp_path_factory) -> Iterator[dict[str, Program]]:
    """A program with a token for each role, at one server over the warehouse with every table."""
    roles = {name: role.model_dump(exclude_defaults=True) for name, role in ROLES.items()}
    managed = {"email": "mo@harbor.example", "name": "Mo", "role": "case_manager", "case_load": [MANAGER, "R. Diaz"]}
    place = place_over(tmp_path_factory.mktemp("served"), modelled[0], roles=roles, people=[managed])
    with serving(place) as served:
        yield {
            name: Program(
                served, a_token(served, **({"person": managed["email"]} if role.case_load == "own" else {"role": name}))
            )
            for name, role in ROLES.items()
        }


def answers(program: Program) -> Iterator[tuple[str, str]]:
    """What the API answers to a token, as text: each resource and table, as JSON, as CSV and as a feed of changes."""
    paths = program.of("/status").json()["resources"]
    tables = [f"/tables/{table['name']}" for table in program.of("/tables").json()["data"]]
    for path in [*(one for one in paths if "{" not in one), *tables]:
        yield path, program.of(path, limit=ROWS).text
    for resource in RESOURCES:
        if resource.path in paths and resource.has_feed and not resource.within:
            yield f"changes of {resource.path}", program.of(resource.path, since="2020-01-01", limit=ROWS).text
    for path in {"/clients", "/missing"} & set(paths):
        yield f"{path}.csv", program.of(f"{path}.csv").text
    for client in program.of("/clients", limit=OF_A_KIND).json()["data"] if "/clients" in paths else []:
        yield f"timeline of {client}", program.of(f"/clients/{client['client_id']}/timeline").text
    for figure in program.of("/figures", limit=OF_A_KIND).json()["data"] if "/figures" in paths else []:
        address = f"{program.url}/figures/{figure['figure_id']}/evidence"
        yield f"evidence of {figure['figure_id']}", program.get(address, timeout=30).text


@pytest.mark.parametrize("name", ROLES)
def test_no_answer_of_the_api_tells_a_role_what_it_may_not_see(name, modelled, programs):
    no_leak(*modelled, name, answers(programs[name]))


@pytest.mark.parametrize("name", ROLES)
def test_no_page_tells_a_role_what_it_may_not_see(name, planted, tmp_path):
    no_leak(*planted, name, pages(planted[0], name, tmp_path))


@pytest.mark.parametrize("name", ROLES)
def test_no_file_trace_or_brief_tells_a_role_what_it_may_not_see(name, modelled, tmp_path):
    no_leak(*modelled, name, others(modelled[0], name, tmp_path))


def no_leak(path: Path, fields: Planted, name: str, channels: Iterator[tuple[str, str]]) -> None:
    role = ROLES[name]
    own = clients_of(path, role) if role.of_clients else set()
    leaks, marks = {}, 0
    for channel, text in channels:
        marks += len(MARK.findall(text))
        if found := wrong(role, text, fields, own):
            leaks[channel] = sorted(found)[:5]
        if role.fields.get("dob") or ORDER.index(role.sees) < ORDER.index("identifier"):
            assert not BORN.search(text), channel
    assert leaks == {}
    assert marks or name in ("volunteer", "partner", "eastside"), "planted values are seen at all"


def test_the_planted_values_reach_the_pages_of_whoever_sees_everything(planted, tmp_path):
    path, fields = planted
    seen = {int(number) for _, text in pages(path, "director", tmp_path) for number, _ in MARK.findall(text)}
    assert len(seen) > 0.5 * len(fields)


def test_counts_orders_and_searches_are_over_what_is_theirs(planted, tmp_path):
    path, _ = planted
    described = organization(tmp_path)
    with duckdb.connect(str(path), read_only=True) as connection:
        ((everybody,),) = connection.execute("select count(*) from record.client").fetchall()
    own = clients_of(path, ROLES["case_manager"])
    made = inside(path, described, ROLES["case_manager"], MANAGER)
    listed = made.page(Asked("clients/index.html")).html
    assert f"{len(own)} of {len(own)} p" in re.sub(r"<[^>]+>", "", listed) and len(own) < everybody
    names_hidden = inside(path, described, ROLES["analyst"])
    by_name = names_hidden.page(Asked("clients/index.html", {"search": "QX"})).html
    assert "<output>0</output>" in by_name
    ids = re.findall(r'href="(C-\d+)\.html"', names_hidden.page(Asked("clients/index.html")).html)
    assert ids == sorted(ids), "without names the order is that of the ids"


def test_what_is_not_theirs_is_answered_like_what_there_is_not(planted, tmp_path):
    path, _ = planted
    made = inside(path, organization(tmp_path), ROLES["case_manager"], MANAGER)
    own = clients_of(path, ROLES["case_manager"])
    everybody = inside(path, organization(tmp_path)).page(Asked("clients/index.html")).clients
    elsewhere = [client for client in everybody if client[-4:] not in own]
    for place in (f"clients/{elsewhere[0]}.html", "clients/C-9999999999.html", "identity.html", "about.html"):
        with pytest.raises(KeyError):
            made.page(Asked(place))


def test_what_is_set_for_a_field_is_set_for_what_repeats_it():
    columns = {f"{c.table}.{c.column}": c for c in modelled_columns()}

    def forms(**fields: Shown) -> set[Shown]:
        role = Role(sees="identifier", fields=fields)
        return {shown(role, columns[name]) for name in repeating}

    repeating = ("code.quote", "evidence.quote", "code_review.others_quote", "comprehensive.example_quote")
    assert forms(note_text="absent") == {"absent"} and forms() == {"shown"}
    assert forms(note_text="absent", quote="masked", others_quote="masked") == {"absent", "masked"}
    repeating = ("client_list.client_name",)
    assert forms(last_name="absent", first_name="masked") == {"absent"} and forms(last_name="masked") == {"masked"}


def test_who_sees_no_identifier_is_told_of_no_letter_by_its_name():
    columns = {f"{column.table}.{column.column}": column for column in modelled_columns()}
    file = columns["evidence.source_file"]
    assert [shown(Role(sees=sees), file) for sees in ("identifier", "sensitive")] == ["shown", "masked"]
    opened = Role(sees="sensitive", fields={"file": "shown", "source_file": "shown"})
    assert shown(opened, file) == "masked" and shown(opened, columns["load_file.file"]) == "masked"
    assert shown(Role(sees="open"), columns["as_of.set_by"]) == "masked"
    files = ("east/documents/hmis/10023/Ann Roe.pdf", "documents/a.txt", "east/hmis/Client.csv")
    query = f"select {in_form('source_file', 'masked')} from (select unnest(?) as source_file)"
    seen = [row[0] for row in duckdb.execute(query, [list(files)]).fetchall()]
    assert seen == ["east/documents/", "documents/", "east/hmis/Client.csv"]


def test_who_sees_no_identifier_has_the_page_about_the_run(planted, tmp_path):
    path, _ = planted
    pages = inside(path, organization(tmp_path), Role(sees="sensitive"))
    assert pages.has("about.html") and "about.html" in pages.page(Asked("index.html")).html


def test_a_role_of_some_clients_does_not_audit():
    for limits in ({"affiliates": ["eastside"]}, {"programs": ["housing"]}, {"case_load": "own"}):
        with pytest.raises(ValueError, match="is about everybody"):
            Role.model_validate({"sees": "identifier", "may": ["audit"], **limits})


def test_a_consent_that_names_one_agency_is_for_its_readers_alone(planted):
    def seen(*affiliates: str) -> set[str]:
        role = Role(sees="identifier", affiliates=list(affiliates), only_with_consent=True)
        gate = Gate(planted[0], Reader("partner", role))
        return {scope for (scope,) in gate.connection.execute("select distinct scope from record.consent").fetchall()}

    assert seen() == {"Network"}
    assert seen("eastside") == {"Network", AFFILIATES["eastside"]}


def test_a_manager_without_a_case_load_sees_nobody(planted, tmp_path):
    made = inside(planted[0], organization(tmp_path), ROLES["case_manager"])
    assert not made.has("clients/index.html")
    assert "C-0" not in made.page(Asked("index.html")).html


def test_rows_of_projects_are_nobodys_who_is_limited_to_a_program():
    """A client of two programs has rows of both, and which is which they do not say."""
    quality = [table for table in modelled_tables() if table.name in ("data_quality", "quality_stay")]
    assert len(quality) == 2
    assert sights(Role(sees="identifier", programs=["housing"]), quality) == []
    of_affiliate = sights(Role(sees="identifier", affiliates=["eastside"]), quality)
    assert [sight.rows for sight in of_affiliate] == ["affiliate_id in ('eastside')"] * 2
