"""The crosswalk back to the systems: each affiliate its own records, and the IDs they once had."""

import csv

import pytest

from caseline.ground.errors import CaselineError
from caseline.identity import resolve
from caseline.identity.crosswalk import export_crosswalk
from caseline.organization.profile import Organization
from tests.integration.identity_warehouse import PERSON, clients, load, record, rule

NETWORK = Organization.model_validate(
    {"id": "n", "name": "Network", "affiliates": [{"id": "east", "name": "East"}, {"id": "west", "name": "West"}]}
)
ALICE = {"first_name": "Alice", "last_name": "Bird", "dob": "1971-04-09"}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def published(warehouse, tmp_path):
    """East keeps its records to itself; in the West a ruling has merged two clients."""
    warehouse.execute("insert into framework.affiliate values ('east', 'never', true), ('west', 'all', true)")
    load(
        warehouse,
        record("hmis:east:007", **PERSON),
        record("crm:east:-1", **PERSON),
        record("hmis:west:2", **PERSON),
        record("hmis:west:9", **ALICE),
    )
    resolve(warehouse)
    rule(warehouse, "hmis:west:2", "hmis:west:9", "same")
    resolve(warehouse)
    warehouse.execute(
        "create table record.client_link as select *, split_part(record_key, ':', 1) as source,"
        " split_part(record_key, ':', 2) as affiliate_id, split_part(record_key, ':', 3) as native_id"
        " from record.identity_link"
    )
    found = clients(warehouse)
    warehouse.close()
    return tmp_path / "warehouse.duckdb", found


def test_each_system_gets_its_own_ids_with_the_client_of_each(published, tmp_path):
    path, found = published
    files = export_crosswalk(path, NETWORK, tmp_path / "out")
    assert sorted(str(file.relative_to(tmp_path / "out")) for file in files) == [
        "east/crm.csv", "east/former_client_ids.csv", "east/hmis.csv", "west/former_client_ids.csv", "west/hmis.csv",
    ]  # fmt: skip
    own = found["hmis:east:007"]
    assert read(tmp_path / "out/east/hmis.csv") == [{"source_id": "007", "client_id": own, "shared_with": "east"}]
    assert read(tmp_path / "out/east/crm.csv") == [{"source_id": "-1", "client_id": own, "shared_with": "east"}]
    west = read(tmp_path / "out/west/hmis.csv")
    assert [row["source_id"] for row in west] == ["2", "9"]
    assert {row["client_id"] for row in west} == {found["hmis:west:2"]} != {own}
    assert {row["shared_with"] for row in west} == {"network"}
    [former] = read(tmp_path / "out/west/former_client_ids.csv")
    assert former["client_id"] == found["hmis:west:2"] != former["former_client_id"]
    assert read(tmp_path / "out/east/former_client_ids.csv") == []


def test_one_affiliate_alone_and_none_that_is_not_there(published, tmp_path):
    path, _ = published
    files = export_crosswalk(path, NETWORK, tmp_path / "out", "west")
    assert {file.parent.name for file in files} == {"west"}
    with pytest.raises(CaselineError, match="There is no affiliate 'south'"):
        export_crosswalk(path, NETWORK, tmp_path / "out", "south")
