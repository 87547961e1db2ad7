"""How long the application takes for the first page of a session and the ones after it, in a large organisation.

    python -m bench.application PUBLISHED ORGANIZATION 10000

PUBLISHED is the published warehouse of a run on ORGANIZATION (a folder). Its clients are copied, under other ids, until
there are so many; then the application is started on it and pages are asked for over HTTP.
"""

import base64
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import catalog_of, connect

TABLES = ("record", "intelligence", "reporting")
OF_ONE_CLIENT = re.compile(r"(_id|record_key|_id_[lr]|record_key_[lr])$")
SHARED = ("affiliate_id", "program_id", "figure_id", "report_id", "source_program_id")
PAGES = (
    "index.html", "attention.html", "missing.html", "unusual.html", "clients/index.html", "comprehensive.html",
    "aggregate.html", "identity.html", "code-review.html", "codebook.html", "about.html",
)  # fmt: skip


def main(published: Path, organization: Path, clients: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ["CASELINE_KEY"] = base64.b64encode(secrets.token_bytes(32)).decode()
        place = Workspace(organization, Path(name) / "output" / organization.name)
        keys_of_workspace(place)
        large = place.published
        with connect(large) as connection:
            connection.execute(f"attach '{published}' as source (read_only)")
            connection.execute(f"copy from database source to {catalog_of(large)}")
        print(f"{multiply(large, clients):,} clients, {large.stat().st_size / 1e6:.0f} MB")
        measure(organization, Path(name))


def multiply(warehouse: Path, clients: int) -> int:
    """Copy every client until there are `clients`; how many there are then."""
    with connect(warehouse) as connection:
        ((there,),) = connection.execute("select count(*) from record.client").fetchall()
        columns: dict[str, list[str]] = {}
        for schema, table, column in connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where table_catalog = current_database() order by ordinal_position"
        ).fetchall():
            if schema in TABLES:
                columns.setdefault(f"{schema}.{table}", []).append(column)
        copies = max(1, round(clients / there)) - 1
        for table, names in columns.items():
            if not any(name.startswith(("client_id", "record_key")) for name in names):
                continue
            values = ", ".join(
                f"""case when "{name}" like 'C-%' then 'C-' || lpad(cast(copy as varchar), 3, '0') || right("{name}", 7)
                else "{name}" || '~' || copy end"""
                if OF_ONE_CLIENT.search(name) and name not in SHARED
                else f'"{name}"'
                for name in names
            )
            connection.execute(f"insert into {table} select {values} from {table}, range(1, {copies + 1}) as t(copy)")
        connection.execute(  # the first questions are shown, not all copies of them
            "update intelligence.code_review set place = ranked.place from (select question_id, "
            "row_number() over (order by place, question_id) as place from intelligence.code_review) as ranked "
            "where code_review.question_id = ranked.question_id"
        )
        ((now,),) = connection.execute("select count(distinct client_id) from record.client").fetchall()
    return int(now)


def measure(organization: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "caseline", "serve", "-o", str(organization), "--port", "8499"]
    environment = {**os.environ, "CASELINE_OUTPUT": str(folder / "output")}
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout
            link = serving.stdout.readline().split()[1]
            print(f"the link after {time.perf_counter() - began:.1f} s", flush=True)
            ask(link)
        finally:
            serving.terminate()


def ask(link: str) -> None:
    browser = requests.Session()
    browser.trust_env = False
    until = time.monotonic() + 60  # the link is told a moment before the port is open
    while True:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", 8499)) == 0:
                break
        assert time.monotonic() < until
        time.sleep(0.05)
    browser.get(link, allow_redirects=False, timeout=60)
    client = ""
    for page in (*PAGES, "client"):
        place = page if page != "client" else f"clients/{client}.html"
        taken = []
        for _ in range(5):
            before = time.perf_counter()
            answer = browser.get(f"{link.partition('/enter')[0]}/{place}", timeout=60)
            taken.append(1000 * (time.perf_counter() - before))
            assert answer.status_code == 200, place
        if page == "clients/index.html":
            client = re.findall(r'href="(C-[^"]+)\.html"', answer.text)[0]
        size = len(answer.content) / 1000
        print(
            f"{page:20} first {taken[0]:6.0f} ms, then {statistics.median(taken[1:]):6.0f} ms, {size:7.0f} kB",
            flush=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
