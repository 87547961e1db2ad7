"""Where people's work is on this machine. The only module that reads the environment for paths."""

import os
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError

DEFAULT_ORGANIZATION = "harborlight"
ORGANIZATION = "CASELINE_ORGANIZATION"
"""The variable that names the organisation where none is given."""
BI_POSTGRES = "CASELINE_BI_POSTGRES"
"""The variable that names the Postgres that BI tools read."""
SMTP = "CASELINE_SMTP"
"""The variable that names the mail server which links are sent through, with its password."""
MAIL_FROM = "CASELINE_MAIL_FROM"
"""The variable that names the address which mail is from."""
METRICS_TOKEN = "CASELINE_METRICS_TOKEN"
"""The variable with the token by which Prometheus reads figures about the server."""
BACKUPS = "CASELINE_BACKUPS"
"""The variable that names the folder where backups are kept."""
SMS = "CASELINE_SMS"
"""The variable that names the provider which links are texted through, with its password."""
SMS_FROM = "CASELINE_SMS_FROM"
"""The variable that names the number which texts are from."""
SCANNER = "CASELINE_SCANNER"
"""The variable with the command of a virus scanner that reads a file from its standard input."""
SPARK_MASTER = "CASELINE_SPARK"
"""The variable that names the master of a Spark cluster, where pairs of records are to be compared on one."""


@dataclass(frozen=True)
class Workspace:
    """The folders of one organisation: what it edits (`organization`) and what Caseline makes (`output`)."""

    organization: Path
    output: Path

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that runs write to: one writer at a time."""
        return self.output / "warehouse" / "caseline.duckdb"

    @property
    def published(self) -> Path:
        """The copy that the site, exports and BI tools read; swapped in whole."""
        return self.output / "warehouse" / "published.duckdb"

    @property
    def register(self) -> Path:
        """The register of client IDs. Not to be deleted: without it a new warehouse may give other IDs."""
        return self.output / "identity"

    @property
    def erasing(self) -> Path:
        """What is to be erased of a client; there until every trace of it is gone."""
        return self.register / "erasing.json"

    @property
    def audit(self) -> Path:
        """The log of who looked at whom. Not to be deleted."""
        return self.output / "audit"

    @property
    def log(self) -> Path:
        """What libraries and engines said during the last run; it may hold clients' data. `caseline log` prints it."""
        return self.output / "logs" / "run.log"

    @property
    def ingestion_state(self) -> Path:
        return self.output / "dlt"

    @property
    def batches(self) -> Path:
        """What was handed in to a language model's endpoint and where it is; no word of a note."""
        return self.output / "batches"

    @property
    def sign_in(self) -> Path:
        """Local accounts of the application."""
        return self.output / "sign_in"

    @property
    def feeds(self) -> Path:
        """What readers of the API were told last: hashes of rows, a file for each kind of reader."""
        return self.output / "feeds"

    @property
    def alerts(self) -> Path:
        """What was told already."""
        return self.output / "alerts" / "told.json"

    @property
    def configured(self) -> Path:
        """Changes of the organisation's words that were accepted, with what stood before each."""
        return self.output / "configured"

    @property
    def asked(self) -> Path:
        """What a language model took today for sentences that say a change; no word of them."""
        return self.configured / "asked" / "spent.json"

    @property
    def submissions(self) -> Path:
        """What clients sent by the organisation's own forms. Not to be deleted."""
        return self.output / "submissions"

    @property
    def links(self) -> Path:
        """Links that ask a client for something. Not to be deleted."""
        return self.output / "links"

    @property
    def apart(self) -> Path:
        """What workers read of each affiliate until it has landed; thrown away by the run that made it."""
        return self.output / "warehouse" / "apart"

    @property
    def sharing_costs(self) -> Path:
        """What protecting counts costs each funder's report: counts of counts, by the last run."""
        return self.published.with_name("sharing_costs.json")

    def site(self, audience: str) -> Path:
        """The pages that are shared with an audience outside, a folder each."""
        return self.output / "site" / audience

    def evidence(self, role: str) -> Path:
        """The pages that Evidence makes for a role."""
        return self.output / "evidence" / role

    @property
    def documents(self) -> Path:
        return self.output / "documents"

    @property
    def hud(self) -> Path:
        """HUD's reports as files, a folder each."""
        return self.output / "hud"

    @property
    def data(self) -> Path:
        return self.organization / "data"


def organizations_folder() -> Path:
    """`organizations/` in the current directory, or the folder CASELINE_ORGANIZATIONS names."""
    return Path(os.environ.get("CASELINE_ORGANIZATIONS", "organizations")).absolute()


def output_folder() -> Path:
    """`output/` in the current directory, or the folder CASELINE_OUTPUT names."""
    return Path(os.environ.get("CASELINE_OUTPUT", "output")).absolute()


def workspace(organization: str | None = None) -> Workspace:
    """The folders of an organisation, by its folder name under `organizations/` or by a path to it.

    Raises CaselineError, naming the organisations there are, when it does not exist.
    """
    name = organization or os.environ.get(ORGANIZATION) or DEFAULT_ORGANIZATION
    folder = Path(name) if Path(name, "organization.yml").exists() else organizations_folder() / name
    if not (folder / "organization.yml").exists():
        known = sorted(path.parent.name for path in organizations_folder().glob("*/organization.yml"))
        raise CaselineError(
            f"There is no organisation '{name}' under {organizations_folder()}. "
            f"There are: {', '.join(known) or 'none yet'}. Make one with: {_maker(Path(name).name)}"
        )
    folder = folder.resolve()
    return Workspace(folder, output_folder() / folder.name)


def _maker(name: str) -> str:
    if name == DEFAULT_ORGANIZATION:
        return f"caseline sample --output organizations/{name}"
    return f"caseline new {name}"


def bi_postgres() -> str:
    """The connection string of the Postgres that BI tools read. Raises CaselineError when nothing names it."""
    address = os.environ.get(BI_POSTGRES, "").strip()
    if not address:
        raise CaselineError(
            f"{BI_POSTGRES} is not set. Put the connection string there, such as "
            "postgresql://USER:PASSWORD@HOST:5432/DATABASE"
        )
    return address
