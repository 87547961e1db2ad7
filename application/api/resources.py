"""What the API gives: each resource is one table, as the gate shows it."""

from dataclasses import dataclass

from application.api.tokens import Scope


@dataclass(frozen=True)
class Resource:
    """`key`: the columns that name a row and order it, ISO dates and text. Without one its rows are in no order of
    meaning. `within`: the column that the path names. `none_in`: a column that the rows leave empty; others of the
    table are left out."""

    path: str
    table: str
    scope: Scope
    summary: str
    key: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    within: str = ""
    none_in: str = ""

    @property
    def name(self) -> str:
        return self.path.split("/")[-1]

    @property
    def has_feed(self) -> bool:
        """Whether what changed can be asked for."""
        return bool(self.key) and self.scope is not Scope.tables


_PLACES = ("affiliate_id", "program_id")
_OF_CLIENT = ("client_id", *_PLACES)

RESOURCES = (
    Resource("/clients", "record.client", Scope.clients, "Clients, one row each", ("client_id",)),
    Resource(
        "/clients/{client_id}/timeline", "record.client_timeline", Scope.clients,
        "What happened to one client, by day", ("event_date", "event_type", "record_id"), within="client_id",
    ),
    Resource(
        "/timelines", "record.client_timeline", Scope.clients, "What happened, of all clients",
        ("event_type", "record_id"), ("client_id", "event_type", *_PLACES),
    ),
    Resource(
        "/codes", "intelligence.code", Scope.clients, "Codes read in notes, each with its quote", ("code_id",),
        ("client_id", "note_id", "skill", "code", *_PLACES),
    ),
    Resource(
        "/signals/unusual", "reporting.unusual", Scope.clients, "Records that do not look like the rest",
        ("unusual_id",), ("client_id", "kind", *_PLACES),
    ),
    Resource(
        "/signals/needs-attention", "reporting.needs_attention", Scope.clients, "Reasons to look at a client this week",
        ("attention_id",), ("client_id", "kind", *_PLACES),
    ),
    Resource(
        "/signals/open-risks", "reporting.open_risk", Scope.clients, "Risks that nothing has answered yet",
        ("risk_id",), _OF_CLIENT,
    ),
    Resource(
        "/missing", "reporting.missing", Scope.clients, "What is missing or overdue", ("missing_id",),
        ("client_id", "kind", *_PLACES),
    ),
    Resource(
        "/crosswalk", "record.client_link", Scope.clients, "Which record of which system is which client",
        ("record_key",), ("client_id", "source", "native_id", "affiliate_id"), none_in="part_of",
    ),
    Resource(
        "/former-ids", "reporting.client_alias", Scope.clients, "Client IDs that were retired, and who has them now",
        ("former_client_id",), ("client_id",),
    ),
    Resource(
        "/pairs-to-decide", "intelligence.identity_review", Scope.clients,
        "Pairs of records of which a person decides whether they are one client", ("record_key_l", "record_key_r"),
    ),
    Resource(
        "/codes-to-decide", "intelligence.code_review", Scope.clients, "Codes that a person accepts or overrules",
        ("question_id",), ("client_id", "note_id", *_PLACES),
    ),
    Resource(
        "/figures", "reporting.figure", Scope.figures, "Every number of every report, with its sentence",
        ("figure_id",), ("report", "question_id", "measure", *_PLACES),
    ),
    Resource(
        "/figures/{figure_id}/evidence", "reporting.evidence", Scope.evidence, "The records and quotes behind a number",
        within="figure_id", filters=("role", "client_id"),
    ),
    Resource("/runs", "reporting.run_summary", Scope.runs, "What the last run found", filters=("section",)),
    Resource(
        "/files", "intake.load_file", Scope.runs, "Files that the last run read", filters=("source", "affiliate_id")
    ),
    Resource(
        "/quarantine", "intake.quarantine", Scope.runs, "Rows and files held back, why, and how to mend them",
        filters=("source", "affiliate_id"),
    ),
)  # fmt: skip
TABLES = ("reporting", "hud")
"""The schemas whose tables BI tools read whole."""


def table_resource(layer: str, name: str, key: tuple[str, ...]) -> Resource:
    """A table of reporting or hud, as BI tools read it."""
    return Resource(f"/tables/{name}", f"{layer}.{name}", Scope.tables, "", key)
