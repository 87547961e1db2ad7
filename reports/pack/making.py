"""Making a pack. The same data give the same bytes, but for the list of hashes, which says when it was signed."""

import hashlib
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseline.ground.errors import CaselineError
from caseline.ground.signing import fingerprint, public_pem
from caseline.ground.spreadsheets import MADE_ON
from caseline.ground.written import written_whole
from caseline.organization.profile import Organization
from reports.documents.content import Content, load_contents
from reports.documents.write import write_report
from reports.inputs import inputs_outside
from reports.pack import tables
from reports.pack.form import LIST, PUBLIC_KEY, READ_ME, SIGNATURE, Signed
from reports.published import Published, open_published
from reports.trace import find_report

README = Path(__file__).with_name("read_me.txt")


@dataclass(frozen=True)
class Pack:
    """A pack that was written. `key`: the fingerprint of the key that signed it."""

    path: Path
    report_id: str
    title: str
    files: int
    key: str


def make_pack(
    warehouse: Path, organization: Organization, report: str, output: Path, key: Ed25519PrivateKey, now: datetime
) -> Pack:
    """Write the pack of one funder report. `report`: its id, title, or a part of either.

    It holds what the report's documents hold and tells no count that they do not. Raises CaselineError when there is
    no such report, or it is none for a funder.
    """
    with open_published(warehouse) as published:
        content = _content(published, organization, report)
        inputs = inputs_outside(published.cursor())
        skills = published.rows("select skill, title, version from framework.skill order by skill")
        questions = published.rows(tables.QUESTIONS, content.report.report_id)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_report(content, folder)
        tables.write_definitions(folder / "definitions.csv", content, questions)
        tables.write_evidence(folder / "evidence.csv", content)
        tables.write_quotes(folder / "quotes.csv", content)
        tables.write_inputs(folder / "inputs.csv", inputs)
        tables.write_method(folder / "method.txt", content, skills)
        (folder / READ_ME).write_text(_read_me(content, fingerprint(key.public_key())), encoding="utf-8")
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
    signed = Signed(
        " ".join(organization.name.split()), content.report.report_id, content.data_version, now,
        fingerprint(key.public_key()), {name: hashlib.sha256(file).hexdigest() for name, file in files.items()},
    )  # fmt: skip
    listed = signed.text().encode()
    files |= {LIST: listed, SIGNATURE: key.sign(listed), PUBLIC_KEY: public_pem(key)}
    with written_whole(output) as fresh:
        _zip(fresh, files)
    return Pack(output, content.report.report_id, content.report.title, len(signed.hashes), signed.key)


def _content(published: Published, organization: Organization, report: str) -> Content:
    report_id = find_report(published.cursor(), report)
    contents = {content.report.report_id: content for content in load_contents(published, organization)}
    if report_id not in contents:
        raise CaselineError(f"'{report_id}' is no funder's report. There are: {', '.join(contents) or 'none yet'}.")
    return contents[report_id]


def _read_me(content: Content, key: str) -> str:
    words = {
        "title": content.report.title, "organisation": content.organization.name, "key": key,
        "report": content.report.report_id,
    }  # fmt: skip
    return README.read_text(encoding="utf-8").format(**words)


def _zip(path: Path, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, MADE_ON.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, files[name])
