"""People whose identity is withheld meet nobody, in no direction, but by an ID of their own system."""

from types import SimpleNamespace

import duckdb
import jinja2
import pandas as pd
import pyarrow as pa
import pytest
import yaml

from caseline.ground.shipped import SHIPPED
from caseline.identity.deciding.edges import Rulings
from caseline.identity.deciding.matching import match
from caseline.identity.reading.protection import WITHHELD_NAMES, withheld

NAMED = {
    "record_id": "named", "source": "crm", "first_name": "Denise", "last_name": "Fairweather", "dob": "1985-08-18",
    "phone": "2064470171", "ssn": "219544312", "email": "denise77@mail.org", "address": "4 Ash Ave", "zip": "98117",
}  # fmt: skip


def matched(*records):
    return match(pd.DataFrame(records, dtype=object))


@pytest.mark.parametrize(
    "hidden",
    [
        {"first_name": "Anonymous", "last_name": "Client"}, {"first_name": "Confidential"}, {"last_name": "Refused"},
        {"first_name": "DV", "last_name": "Client 12"}, {"first_name": "De-identified"}, {"is_protected": "yes"},
        {"is_protected": True}, {"name_quality": "9"}, {"consent": "refused"},
        {"first_name": None, "last_name": None, "full_name": "VAWA protected"},
        {"first_name": "Do Not", "last_name": "Disclose"}, {"first_name": "Participant", "last_name": "4471"},
        {"first_name": "Survivor", "last_name": None}, {"first_name": "Safe At Home", "last_name": "Client"},
    ],
    ids=str,
)  # fmt: skip
def test_nobody_is_tied_to_a_protected_person_and_nobody_is_asked(hidden):
    found = matched(NAMED, NAMED | {"record_id": "hidden", "source": "hmis"} | hidden)
    assert len(found.clusters) == 2
    assert found.pairs.left == []


def test_an_id_of_the_same_system_ties_and_one_of_another_does_not():
    hidden = {"record_id": "hidden", "source": "crm", "first_name": "Anonymous", "other_id": "77-1"}
    assert len(matched(NAMED | {"other_id": "77-1"}, hidden).clusters) == 1
    assert len(matched(NAMED | {"other_id": "77-1"}, hidden | {"source": "hmis"}).clusters) == 2


def test_a_reference_ties_within_the_affiliate_only():
    hidden = NAMED | {"record_id": "hidden", "is_protected": True, "person_ref": "named", "affiliate_id": "east"}
    assert len(matched(NAMED | {"affiliate_id": "east"}, hidden).clusters) == 1
    assert len(matched(NAMED | {"affiliate_id": "west"}, hidden).clusters) == 2


def test_a_person_may_rule():
    hidden = NAMED | {"record_id": "hidden", "is_protected": True}
    frame = pd.DataFrame([NAMED, hidden], dtype=object)
    assert len(match(frame, Rulings(same=frozenset({("hidden", "named")}))).clusters) == 1


WITHHELD = (
    "Anonymous", "DV client 12", "Case 0042", "Individual 12", "Person 7", "Victim 3", "Domestic Violence",
    "Client0042", "Prefers not to answer", "Ana Survivor", "Maria Protected", "Protected Person", "Identity Protected",
    "Private",
    "Do Not Contact", "Address Confidentiality Program", "ACP Participant", "Unnamed Survivor", "Name Not Given",
    "Client A", "Participant A", "Resident 12", "Patient B-12", "Member 0042", "Chose not to say", "DV Silva",
    "Refused to give", "Anónima", "Private Client", "Guest 3",
)  # fmt: skip
NAMES = (
    "Ann Roe", "Do Not", "Dvora", "Privat", "Client", "Anon Levy", "Guest", "Marie Guest 3", "J Case", "Case J",
    "Thanh Do",
    "Private Smith", "Léa Client", "Resident", "Will Not", "Ana Given", "Unknown", "Name Unknown", "Иван", "",
)  # fmt: skip


def test_a_file_and_the_warehouse_tell_a_withheld_name_alike():
    names = [*WITHHELD, *NAMES]
    assert dict(zip(names, withheld([pa.array(names)]).tolist(), strict=True)) == _told_by_the_warehouse(names)
    assert [name for name, said in _told_by_the_warehouse(names).items() if said] == [*WITHHELD]


def test_a_name_is_told_withheld_as_a_whole():
    first, last = pa.array(["Do Not", "Marie", None, "Guest"]), pa.array(["Disclose", "Guest 3", "Survivor", "4"])
    assert withheld([first, last]).tolist() == [True, False, True, True]


def _told_by_the_warehouse(names):
    """What the models' macro says of names, in DuckDB."""
    macros = SHIPPED / "dbt_project" / "macros"
    cleaning = (macros / "record" / "person_values.sql").read_text("utf-8")
    macro = cleaning[(at := cleaning.index("{% macro is_withheld")) : cleaning.index("{%- endmacro %}", at)]
    source = f"{(macros / 'portable' / 'patterns.sql').read_text('utf-8')}{macro}{{%- endmacro %}}"
    with duckdb.connect() as con:
        said = yaml.safe_load(WITHHELD_NAMES.read_text("utf-8"))["vars"]["caseline"]
        environment = jinja2.Environment(extensions=["jinja2.ext.do"])
        environment.globals |= {
            "adapter": SimpleNamespace(dispatch=lambda name, _: getattr(template, f"default__{name}")),
            "return": str,
            "var": said.__getitem__,
        }
        template = environment.from_string(source).module
        con.execute("create table person (name varchar)")
        con.executemany("insert into person values (?)", [[name] for name in names])
        return dict(con.execute(f"select name, {template.is_withheld('name')} from person").fetchall())
