"""The sensor that starts a run when the batches of notes have come back."""

import dagster as dg
import pytest

from caseline.coding.skills import load_skills
from caseline.settings import workspace
from tests.integration.loopback_batches import BatchEndpoint
from tests.integration.loopback_endpoint import answer
from tests.integration.note_warehouse import code_pending, note_warehouse, put


@pytest.fixture
def endpoint(monkeypatch, tmp_path):
    with BatchEndpoint(lambda note, number: answer()) as server:
        monkeypatch.setenv("CASELINE_OUTPUT", str(tmp_path))
        monkeypatch.setenv("CASELINE_MODEL", "small")
        monkeypatch.setenv("CASELINE_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "secret")
        yield server
        server.shutdown()


def test_a_run_is_asked_for_once_when_all_batches_have_come_back(endpoint):
    from caseline.coding.batch import BatchCoder
    from caseline.coding.endpoint import endpoint_settings
    from orchestration.batches import batches_came_back

    place = workspace()
    place.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with note_warehouse(place.warehouse) as connection:
        put(connection, "n1", "eastside", "2026-01", "Out of food.")
        coder = BatchCoder(endpoint_settings("small"), place.batches)
        assert code_pending(connection, load_skills(place.organization)[:1], coder).waiting == 1
    with dg.DagsterInstance.ephemeral() as instance:

        def look():
            return batches_came_back(dg.build_sensor_context(instance=instance))

        assert isinstance(look(), dg.SkipReason)
        endpoint.finish()
        asked = look()
        assert isinstance(asked, dg.RunRequest) and asked.run_key
        assert "2026-01" in "".join(asked.tags.values())
        assert isinstance(look(), dg.SkipReason)
