"""What a pack is made of: the names of its files, the words at the top of its list of hashes, the bytes of its zip."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from caseline.ground.spreadsheets import MADE_ON

LIST, SIGNATURE, PUBLIC_KEY, READ_ME = "SHA256SUMS", "SHA256SUMS.sig", "public-key.pem", "READ_ME.txt"
REPORT = "report"
"""The folder of the report's own files, whatever its id is."""
SIGNING = (LIST, SIGNATURE, PUBLIC_KEY)
"""What the list of hashes does not name: itself, and by what it is verified."""
FORM = "Caseline evidence pack 1"
UNIX, OWNER_ONLY = 3, 0o600
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True)
class Signed:
    """What is signed: who says so, of which report, when by the signer's clock, and the hash of every file.

    As text it is a list that `sha256sum --check` reads, which skips the lines that begin with #.
    """

    organization: str
    report: str
    data_version: str
    signed_at: datetime
    key: str
    hashes: Mapping[str, str]

    def text(self) -> str:
        about = [
            FORM, f"organisation: {self.organization}", f"report: {self.report}", f"data version: {self.data_version}",
            f"signed: {self.signed_at.astimezone(UTC):{MOMENT}}", f"key: {self.key}",
        ]  # fmt: skip
        lines = [*(f"# {one}" for one in about), *(f"{self.hashes[name]}  {name}" for name in sorted(self.hashes))]
        return "\n".join(lines) + "\n"

    @staticmethod
    def of(text: str) -> "Signed":
        """The reverse. Raises ValueError where it is no such list."""
        lines = text.splitlines()
        told = [line[2:] for line in lines if line.startswith("# ")]
        about = dict(line.split(": ", 1) for line in told[1:])
        found = [_LINE.fullmatch(line) for line in lines if not line.startswith("# ")]
        hashes = {line[2]: line[1] for line in found if line}
        if told[:1] != [FORM] or None in found or len(hashes) < len(found):
            raise ValueError("no list of an evidence pack")
        signed_at = datetime.strptime(about["signed"], MOMENT).replace(tzinfo=UTC)
        return Signed(about["organisation"], about["report"], about["data version"], signed_at, about["key"], hashes)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The one zip that holds these files, by name. Nothing in it is compressed: what a compressor makes of the same
    bytes is another's on another machine."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, MADE_ON.timetuple()[:6])
            entry.create_system, entry.external_attr = UNIX, OWNER_ONLY << 16
            archive.writestr(entry, files[name])
    return made.getvalue()
