"""Files that clients sent by forms, for whoever sees them in the record: fetched through the gate, and logged."""

from collections.abc import Callable

from starlette.responses import Response

from application.signed import Signed
from caseline.audit import Act
from caseline.organization.intake_forms.sent_files import kind_of_name
from ingestion.submissions.store import Store
from reports.published import Published

PATH = "/files/{upload_id}"
NEEDS = "record.upload.file_name"
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What was sent runs nothing, wherever it is opened."""


class Uploads:
    """`write` is told of each look, before anything is shown: who, the clients and what about."""

    def __init__(
        self,
        store: Store,
        write: Callable[[Signed, Act, tuple[str, ...], str], None],
        not_there: Callable[[], Response],
    ) -> None:
        self._store, self._write, self._not_there = store, write, not_there

    def shown(self, signed: Signed) -> Response:
        upload_id = signed.request.path_params["upload_id"]
        query = "select client_id, submission_key, file_name from record.upload where upload_id = ?"
        seen = Published(signed.inside.gate.connection).rows(query, upload_id) if signed.inside.gate.sees(NEEDS) else []
        kind = kind_of_name(seen[0]["file_name"]) if seen else None
        if kind is None:
            self._write(signed, Act.refusal, (), "a file that there is not for this role")
            return self._not_there()
        row = seen[0]
        self._write(signed, Act.look, (row["client_id"],), f"file {upload_id}")
        content = self._store.content(row["submission_key"].rpartition("/")[2], row["file_name"])
        if content is None:
            return self._not_there()
        how = "inline" if kind.name == "picture" else "attachment"
        headers = {
            "Content-Disposition": f'{how}; filename="{upload_id}.{kind.ending}"', "Content-Security-Policy": ALONE,
        }  # fmt: skip
        return Response(content, media_type=kind.media, headers=headers)
