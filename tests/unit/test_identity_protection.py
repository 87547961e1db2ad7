"""People whose identity is withheld meet nobody, in no direction, but by an ID of their own system."""

import pandas as pd
import pytest

from caseline.identity.deciding.edges import Rulings
from caseline.identity.deciding.matching import match
from caseline.identity.reading.protection import is_withheld

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


def test_names_that_only_look_withheld():
    assert not any(map(is_withheld, ("Ann Roe", "Do Not", "Dvora", "Privat", "Client", "Anon Levy", "Guest")))
