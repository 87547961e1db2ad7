"""The Salesforce REST API: describe the objects, then ask for what has changed since the last run."""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import dlt
from dlt.sources.helpers.requests import Client
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator, SinglePagePaginator
from requests.exceptions import RequestException

from caseline.ground.errors import CaselineError
from ingestion.crm.standard import CrmTable, columns_of, table_of
from ingestion.csv_reading import Row
from ingestion.row_batches import RowBatches, Shape, hold_back
from ingestion.row_ids import Seen
from ingestion.source_run import TableBatch
from ingestion.summary import HeldBack, LoadedFile

API_VERSION = "v61.0"
_ONE_BY_ONE = frozenset({"ContentDocumentLink"})
"""Objects that Salesforce gives only by the id of what they link, never whole."""
NOT_TEXT = {"address", "location", "base64", "complexvalue"}
URL, TOKEN, AFFILIATE = "SALESFORCE_INSTANCE_URL", "SALESFORCE_ACCESS_TOKEN", "SALESFORCE_AFFILIATE"


@dataclass
class SalesforceApi:
    """One Salesforce organisation, whose records belong to one affiliate."""

    instance_url: str
    access_token: str = field(repr=False)
    affiliate_id: str
    attempts: int = 5

    def __post_init__(self) -> None:
        self._client = RESTClient(
            base_url=f"{self.instance_url.rstrip('/')}/services/data/{API_VERSION}/",
            auth=BearerTokenAuth(self.access_token),
            session=Client(request_max_attempts=self.attempts, raise_for_status=False).session,
        )

    def objects(self) -> dict[str, CrmTable]:
        """The objects of this organisation that Caseline reads, by their Salesforce name."""
        names = [item["name"] for item in self._get("sobjects")["sobjects"] if item.get("queryable", True)]
        tables = {name: table_of(name) for name in sorted(names) if name not in _ONE_BY_ONE}
        return {
            name: table for name, table in tables.items() if table and not name.endswith(("History", "Feed", "Share"))
        }

    def fields(self, name: str) -> list[str]:
        """Fields of an object that have a text form."""
        described = self._get(f"sobjects/{name}/describe")["fields"]
        return [item["name"] for item in described if item.get("type") not in NOT_TEXT]

    def changed(self, name: str, fields: list[str], since: str | None) -> Iterator[list[dict[str, Any]]]:
        """Pages of records changed at or after `since` (SystemModstamp), deleted ones among them."""
        where = f" WHERE SystemModstamp >= {since}" if since else ""
        query = f"SELECT {', '.join(fields)} FROM {name}{where} ORDER BY SystemModstamp, Id"
        try:
            yield from self._client.paginate(
                "queryAll",
                params={"q": query},
                paginator=JSONLinkPaginator(next_url_path="nextRecordsUrl"),
                data_selector="records",
            )
        except RequestException as error:
            raise self._refused(error) from None

    def _get(self, path: str) -> Any:
        try:
            pages = self._client.paginate(path, paginator=SinglePagePaginator(), data_selector="$")
            return next(iter(pages))[0]
        except RequestException as error:
            raise self._refused(error) from None

    def _refused(self, error: RequestException) -> CaselineError:
        status = error.response.status_code if error.response is not None else None
        if status in (401, 403):
            return CaselineError(f"Salesforce at {self.instance_url} refuses the token in {TOKEN}. Get a new one.")
        said = f"answered {status}" if status else "does not answer"
        return CaselineError(f"Salesforce at {self.instance_url} {said}. Check {URL} and try again later.")


def api_from_environment(affiliates: Collection[str]) -> SalesforceApi | None:
    """The organisation that SALESFORCE_INSTANCE_URL names, if set. Raises CaselineError when the rest is missing."""
    url, token, affiliate = (os.environ.get(name, "") for name in (URL, TOKEN, AFFILIATE))
    if not url:
        return None
    if not token:
        raise CaselineError(f"{URL} is set but {TOKEN} is not. Set it to an OAuth access token, or unset {URL}.")
    if not affiliate and len(affiliates) == 1:
        affiliate = next(iter(affiliates))
    if not affiliate:
        raise CaselineError(f"{URL} is set but {AFFILIATE} is not. Set it to one of: {', '.join(sorted(affiliates))}.")
    return SalesforceApi(url, token, affiliate) if affiliate in affiliates else None


def read_object(
    api: SalesforceApi, name: str, table: CrmTable, seen: Seen, outcome: LoadedFile, held_back: list[HeldBack]
) -> Iterator[TableBatch]:
    """Batches of one object's changed records. Runs inside dlt, which keeps how far it came with the load."""
    cursors: dict[str, str] = dlt.current.source_state().setdefault("salesforce", {})
    cursor = f"{api.instance_url} {name}"
    fields = api.fields(name)
    lineage = {"_affiliate": api.affiliate_id, "_source_file": outcome.file, "_exported_at": ""}
    shape = Shape(table.table, table.schema, fields, columns_of(table, fields), "id", lineage)
    builder = RowBatches(shape, seen, outcome)
    latest = cursors.get(cursor)
    for page in api.changed(name, fields, latest):
        for record in page:
            row = Row(0, [_text(record.get(field)) for field in fields])
            if bad := builder.problem(row):
                hold_back(outcome, held_back, None, bad.reason, bad.fix)
                continue
            outcome.rows += 1
            builder.add(row)
            latest = max(latest or "", _text(record.get("SystemModstamp"))) or None
        if builder.is_full():
            yield table.table, builder.batch()
    if builder.has_rows:
        yield table.table, builder.batch()
    if latest:
        cursors[cursor] = latest


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
