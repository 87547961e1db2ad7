"""One system of one affiliate as it is set up here: its declaration, what fills its braces, and its client."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from caseline.ground.errors import CaselineError
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.apis import Api
from ingestion.api.declaration import SystemApi, system_api

if TYPE_CHECKING:
    from ingestion.api.client import ApiClient


@dataclass(frozen=True)
class Connection:
    """A system that can be asked. Make it with `connections`."""

    api: Api
    affiliate_id: str

    @property
    def system(self) -> SystemApi:
        return system_api(self.api.system)

    @property
    def place(self) -> str:
        """Where its exports lie below the data."""
        return f"{self.affiliate_id}/{self.system.folder}/{self.api.system}"

    @property
    def tables(self) -> Mapping[str, str]:
        """The system's ID of each table that is named."""
        named = self.api.tables
        return named if isinstance(named, dict) else {name: name for name in named or self.system.tables}

    @property
    def variables(self) -> dict[str, str]:
        """The variable of the environment that each secret is in."""
        return self.system.secrets | self.api.secrets

    @cached_property
    def address(self) -> str:
        return (self.api.address or self.system.address or "").rstrip("/")

    def lacks(self) -> list[str]:
        """What is missing before it can be asked, in sentences; empty where nothing is."""
        title, found = self.system.title, []
        if not self.address:
            found.append(f"{title} is on a server of its own: write its 'address' under 'apis' in organization.yml.")
        for detail, meaning in self.system.details.items():
            if detail not in self.api.details:
                found.append(f"{title} needs '{detail}' ({meaning}) under 'details' in organization.yml.")
        if not self.tables and not self.system.discover:
            found.append(f"Say under 'tables' which of its forms or tables {title} is asked for, as NAME: ID.")
        for unknown in [name for name in self.api.secrets if name not in self.system.secrets]:
            found.append(f"{title} has no secret '{unknown}'. {did_you_mean(unknown, list(self.system.secrets))}")
        for variable in self.variables.values():
            if not os.environ.get(variable):
                found.append(f"{variable} is not set, which {title} is asked with.")
        return found

    def client(self) -> "ApiClient":
        """Raises CaselineError, naming all that is missing."""
        if lacking := self.lacks():
            raise CaselineError(" ".join(lacking))
        from ingestion.api.client import ApiClient

        secrets = {name: os.environ[variable] for name, variable in self.variables.items()}
        places: dict[str, Any] = {**self.system.defaults, **self.api.details, **secrets, "address": self.address}
        return ApiClient(self.system, places)


def connections(
    apis: Sequence[Api],
    affiliates: Collection[str],
    source: str | None = None,
    everyone: Collection[str] | None = None,
) -> list[Connection]:
    """The systems of these affiliates, or of those whose exports one source reads. `everyone`: all affiliates of the
    organisation, where these are some of them.

    Raises CaselineError for a system that is not known, or one that says not whose it is.
    """
    found = []
    only = next(iter(affiliates)) if len(affiliates if everyone is None else everyone) == 1 else None
    for api in apis:
        affiliate = api.affiliate or only
        if affiliate is None:
            raise CaselineError(f"organization.yml: say with 'affiliate' whose {system_api(api.system).title} it is.")
        if affiliate in affiliates and source in (None, system_api(api.system).source):
            found.append(Connection(api, affiliate))
    return found
