"""Whose consent is withdrawn, or is one to less than before."""

from datetime import date

from caseline.audit import audit_log
from caseline.custody.withdrawn import withdrawn
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect

CONSENTS = """
('narrowed', 'network', true, true, '2024-01-01', false), ('narrowed', 'North', false, true, '2024-02-01', true),
('moved', 'North', false, true, '2024-01-01', false), ('moved', 'South', false, true, '2024-03-01', true),
('widened', 'North', false, true, '2024-01-01', false), ('widened', 'network', true, true, '2024-02-01', true),
('same', 'North', false, true, '2024-01-01', false), ('same', 'north ', false, true, '2024-02-01', true),
('taken back', 'network', true, true, '2024-01-01', false), ('taken back', null, false, false, '2024-04-01', false),
('never', null, false, false, '2024-04-01', false)
"""


def test_a_consent_to_less_than_before_is_withdrawn(tmp_path):
    place = Workspace(tmp_path / "small", tmp_path / "output" / "small")
    log = audit_log(place)
    with connect(place.published) as connection:
        connection.execute("create schema record; create schema reporting")
        connection.execute(f"""create table record.consent as select * replace (counts_from::date as counts_from)
            from (values {CONSENTS}) t(client_id, scope, covers_network, is_granted, counts_from, is_standing)""")
        connection.execute("create table reporting.client_alias (former_client_id text, client_id text)")
    assert withdrawn(place, log).clients == {
        "moved": date(2024, 3, 1), "narrowed": date(2024, 2, 1), "taken back": date(2024, 4, 1)
    }  # fmt: skip
