"""The process that reads what clients send: started again where it ends, and ended with whoever started it."""

import sys
import time

from caseline.cli import arrivals


def test_a_process_that_ends_by_itself_is_started_again_until_it_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr(arrivals, "AGAIN_SECONDS", 0.01)
    starts = tmp_path / "starts"
    script = f"open({str(starts)!r}, 'a').write('x')"
    with arrivals.kept_running([sys.executable, "-S", "-c", script]):
        until = time.monotonic() + 20
        while time.monotonic() < until and not (starts.exists() and len(starts.read_text()) >= 3):
            time.sleep(0.02)
    count = len(starts.read_text())
    assert count >= 3
    time.sleep(0.2)
    assert len(starts.read_text()) == count


def test_a_process_ends_with_its_standard_input():
    began = time.monotonic()
    with arrivals.kept_running([sys.executable, "-S", "-c", "import sys; sys.stdin.read()"]):
        pass
    assert time.monotonic() - began < 15
