"""A Word document whose bytes tell nothing of when it was written."""

import zipfile
from io import BytesIO

from docx.document import Document

from caseline.ground.spreadsheets import MADE_ON


def written_alike(document: Document) -> bytes:
    written, alike = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(alike, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, MADE_ON.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return alike.getvalue()
