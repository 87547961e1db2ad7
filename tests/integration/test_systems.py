"""An organisation in the shape of each system that people name: what its export is, and what comes of it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from caseline.organization.dictionary import load_dictionary, shipped_systems
from ingestion.files import FoundFile
from ingestion.forms.recognition import Recognition
from ingestion.forms.source import load
from tests.built_once import WAREHOUSE
from tests.integration.record_building import make_record
from tests.integration.systems import case_management, form_platforms, health, hmis_reports, relations, schools
from tests.integration.systems.export import Export

BUILDERS: dict[str, Callable[[], Export]] = {
    builder.__name__: builder
    for builder in (
        case_management.apricot, case_management.casebook, case_management.caseworthy, case_management.eto,
        form_platforms.commcare, form_platforms.google_forms, form_platforms.kobo, form_platforms.microsoft_forms,
        form_platforms.redcap, form_platforms.surveymonkey, form_platforms.typeform, health.fhir, hmis_reports.clarity,
        hmis_reports.servicepoint, relations.civicrm, relations.dynamics, relations.hubspot, relations.nonprofit_cloud,
        schools.ed_fi, schools.oneroster,
    )
}  # fmt: skip
FORM_PLATFORMS = ("google_forms", "kobo", "microsoft_forms", "redcap", "surveymonkey", "typeform")
ORGANIZATION = (
    "id: systems\nname: Every System\naffiliates:\n{affiliates}programs:\n  - {{id: housing, name: Housing}}\n"
)


def write_organization(folder: Path, exports: Mapping[str, Export]) -> Path:
    """An affiliate for each system, its files in the folder of the system's name."""
    affiliates = "".join(f"  - {{id: {name}, name: {name}}}\n" for name in exports)
    texts = {"organization.yml": ORGANIZATION.format(affiliates=affiliates).encode()}
    for name, export in exports.items():
        texts |= {f"data_dictionary/{file}": text.encode() for file, text in export.dictionary.items()}
        texts |= {f"data/{name}/{name}/{file}": content for file, content in export.files.items()}
    for file, content in texts.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Export]]:
    """The warehouse of all systems, up to the record layer, and what was in it."""
    folder = tmp_path_factory.mktemp("systems")
    exports = {name: build() for name, build in BUILDERS.items()}
    make_record(write_organization(folder / "organization", exports), folder / WAREHOUSE)
    return folder / WAREHOUSE, exports


def query(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def counted(warehouse: Path, table: str, affiliate: str, what: str = "*") -> int:
    [[count]] = query(warehouse, f"select count({what}) from {table} where affiliate_id = '{affiliate}'")
    assert isinstance(count, int)
    return count


def test_every_system_that_ships_is_here():
    assert set(BUILDERS) == set(shipped_systems())


@pytest.mark.parametrize("name", BUILDERS)
def test_people_stays_services_and_notes_come_out(systems, name):
    warehouse, exports = systems
    export = exports[name]
    assert {
        "clients": counted(warehouse, "record.client_link", name, "distinct client_id"),
        "stays": counted(warehouse, "record.enrollment", name),
        "services": counted(warehouse, "record.service", name),
        "notes": counted(warehouse, "record.case_note", name),
        "answers": counted(warehouse, "record.assessment", name),
    } == {
        "clients": export.clients,
        "stays": export.stays,
        "services": export.services,
        "notes": export.notes,
        "answers": export.answers,
    }


@pytest.mark.parametrize("name", BUILDERS)
def test_what_is_held_back_is_told_and_nothing_else(systems, name):
    warehouse, exports = systems
    told = query(
        warehouse, f"select file, line, reason from intake.quarantine where affiliate_id = '{name}' and not is_kept"
    )
    assert len(told) == exports[name].held_back, told


def described_by_nobody(file: str, name: str) -> bool:
    """A form of the organisation's own, and the schools that a school's users go to."""
    return name in FORM_PLATFORMS or file == "orgs.csv"


@pytest.mark.parametrize("name", BUILDERS)
def test_files_are_told_by_their_headers_alone(tmp_path, name):
    recognition = Recognition(load_dictionary(tmp_path))
    for at, (file, content) in enumerate(sorted(BUILDERS[name]().files.items())):
        path = tmp_path / f"{at}{Path(file).suffix}"
        path.write_bytes(content)
        table = recognition.table_of(FoundFile("a", f"a/forms/{path.name}", path))
        assert (table.system if table else None) == (None if described_by_nobody(file, name) else name), file


OPEN_FORMS = [
    ("submissions.csv", 2), ("kobotoolbox_submissions.csv", 3), ("submissions.json", None),
    ("kobotoolbox_submissions_multiple_sheets.xlsx", None),
]  # fmt: skip


@pytest.mark.parametrize(("file", "rows"), OPEN_FORMS)
def test_public_exports_of_kobo_and_odk_begin_with_the_columns_that_ship(shared_data, tmp_path, file, rows):
    own = tmp_path / "intake.yml"
    own.write_text(f'extends: kobo/submissions\ntable: survey\ntitle: Survey\ngrain: a survey\nfiles: ["{file}"]\n')
    (tmp_path / "data" / "a" / "forms").mkdir(parents=True)
    (tmp_path / "data" / "a" / "forms" / file).write_bytes(shared_data("forms", "kobo", file).read_bytes())
    load(tmp_path / "data", tmp_path / "w.duckdb", tmp_path / "dlt", ["a"], load_dictionary(tmp_path))
    moments = "count(try_cast(submitted_at as timestamptz))"
    [[landed, keys, moments]] = query(
        tmp_path / "w.duckdb", f"select count(*), count(distinct submission_key), {moments} from forms.submission"
    )
    assert landed == keys == moments
    assert landed == rows or (rows is None and landed > 1)
