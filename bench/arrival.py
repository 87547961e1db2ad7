"""How long it takes from *Sent* on a form to the pages, over HTTP, of an organisation that has run before.

    python -m bench.arrival ORGANIZATION FORM FIELD [TIMES]     # harborlight first_contact "In your own words"

Serves it as `caseline serve` does, waits until the process beside it is loaded, and sends the form with a risk in
FIELD, a text that is read as a note; each time by somebody new. Then it looks at *This week* every second until they
stand there. Use a copy: what is sent stays in the output.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
import uuid

import requests

from caseline.ground.settings import workspace
from caseline.organization.dictionary import load_dictionary

RISK = "My husband hit me again last night. I am afraid he will kill me."
PORT = 8457
URL = f"http://127.0.0.1:{PORT}"
STARTED_SECONDS, LOADED_SECONDS = 5, 60
LONGEST = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("organization")
    parser.add_argument("form")
    parser.add_argument("field")
    parser.add_argument("times", type=int, nargs="?", default=3)
    arguments = parser.parse_args()
    place = workspace(arguments.organization)
    forms = {form.id: form for form in load_dictionary(place.organization / "data_dictionary").forms}
    controls = {one.field.maps_to or one.field.name: one.name for one in forms[arguments.form].asked}
    controls |= {one.field.name: one.name for one in forms[arguments.form].asked}
    command = [sys.executable, "-m", "caseline", "serve", "-o", arguments.organization, "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        link = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+/enter/\S+", line)))
        staff = requests.Session()
        time.sleep(STARTED_SECONDS)
        staff.get(link, timeout=60)
        time.sleep(LOADED_SECONDS)
        for _ in range(arguments.times):
            print(
                f"{seconds(staff, arguments.form, controls, arguments.field):6.1f} s, load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def seconds(staff: requests.Session, form: str, controls: dict[str, str], field: str) -> float:
    """From the answer *Sent* until whoever sent it stands on *This week*."""
    page = requests.get(f"{URL}/forms/{form}", timeout=60).text
    last = "Quill" + uuid.uuid4().hex[:8]
    sent = {
        "key": page.split('name="key" value="')[1].split('"')[0], controls["person.first_name"]: "Odalys",
        controls["person.last_name"]: last, controls[field]: RISK, "consent": "agree", "signature": "O Q",
    }  # fmt: skip
    answer = requests.post(f"{URL}/forms/{form}", data=sent, headers={"Origin": URL}, timeout=60)
    if not answer.url.partition("?")[0].endswith("/thanks"):
        sys.exit("The form was not taken.")
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        if last in staff.get(f"{URL}/attention.html", timeout=60).text:
            return time.monotonic() - began
        time.sleep(1)
    sys.exit(f"Not on This week after {LONGEST} s.")


if __name__ == "__main__":
    main()
