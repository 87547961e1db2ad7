"""Making a pack. The same data give the same bytes, but for the list of hashes, which says when it was signed."""

import hashlib
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseline.ground.signing import fingerprint, public_pem
from caseline.ground.written import written_whole
from caseline.organization.profile import Organization
from reports.disclosure import client_names
from reports.documents.content import Content, load_content
from reports.documents.write import write_report
from reports.inputs import inputs_outside
from reports.pack import tables
from reports.pack.form import LIST, PUBLIC_KEY, READ_ME, REPORT, SIGNATURE, Signed, zipped
from reports.published import open_published

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
    warehouse: Path, organization: Organization, report_id: str, output: Path, key: Ed25519PrivateKey, now: datetime
) -> Pack:
    """Write the pack of one funder report.

    It holds what the report's documents hold and tells no count that they do not. Raises CaselineError when there is
    no such report, or it is none for a funder.
    """
    with open_published(warehouse) as published:
        content = load_content(published, organization, report_id)
        inputs = inputs_outside(published.cursor(), content.files, client_names(published))
        skills = published.rows("select skill, title, version from framework.skill order by skill")
        questions = published.rows(tables.QUESTIONS, content.report.report_id)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / REPORT).mkdir()
        write_report(content, folder / REPORT)
        tables.write_definitions(folder / "definitions.csv", content, questions)
        tables.write_evidence(folder / "evidence.csv", content)
        tables.write_quotes(folder / "quotes.csv", content)
        tables.write_inputs(folder / "inputs.csv", inputs)
        tables.write_method(folder / "method.txt", content, skills)
        (folder / READ_ME).write_text(_read_me(content, fingerprint(key.public_key())), encoding="utf-8")
        written = [path for path in folder.rglob("*") if path.is_file()]
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in written}
    signed = Signed(
        " ".join(organization.name.split()), content.report.report_id, content.data_version, now,
        fingerprint(key.public_key()), {name: hashlib.sha256(file).hexdigest() for name, file in files.items()},
    )  # fmt: skip
    listed = signed.text().encode()
    files |= {LIST: listed, SIGNATURE: key.sign(listed), PUBLIC_KEY: public_pem(key.public_key())}
    with written_whole(output) as fresh:
        fresh.write_bytes(zipped(files))
    return Pack(output, content.report.report_id, content.report.title, len(signed.hashes), signed.key)


def _read_me(content: Content, key: str) -> str:
    words = {
        "title": content.report.title, "organisation": content.organization.name, "key": key,
        "report": content.report.report_id,
    }  # fmt: skip
    return README.read_text(encoding="utf-8").format(**words)
