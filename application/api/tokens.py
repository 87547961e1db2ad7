"""Tokens of programs: made by a command, kept as hashes, with scopes and an end, each with a role or a person's."""

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from application.kept_file import KeptFile
from application.people import People, Somebody
from caseline.access.gate import Reader
from caseline.ground.errors import CaselineError, NotForRole
from caseline.organization.profile import Organization

BEGINS = "cl_"
DAY_SECONDS = 24 * 3600
LONGEST_DAYS = 366
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")
_TOKENS = "tokens"


class Scope(StrEnum):
    """What a program may do with a token, as far as the token's role may."""

    clients = "clients"
    figures = "figures"
    evidence = "evidence"
    runs = "runs"
    tables = "tables"
    rulings = "rulings"
    submissions = "submissions"


@dataclass(frozen=True)
class Token:
    """A token without the token itself. It is of a role, or of a person under `people` with whatever role they have."""

    name: str
    scopes: tuple[str, ...]
    made: float
    until: float
    role: str | None = None
    person: str | None = None

    @property
    def of(self) -> str:
        return self.person or f"role {self.role}"


@dataclass
class Tokens:
    """The tokens of one organisation. Several processes may read and write the file."""

    file: Path
    now: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        self._kept = KeptFile(self.file, (_TOKENS,))

    def make(self, token: Token, organization: Organization) -> str:
        """A new token under a name that no other has; this is the only time that it is seen.

        Raises CaselineError where it would open nothing, or nobody's records.
        """
        if not _NAME.fullmatch(token.name):
            raise CaselineError(f"A token's name is of small letters, digits, '-', '_' and '.'; '{token.name}' is not.")
        if token.person is not None:
            if token.person not in [person.email for person in organization.people]:
                raise CaselineError(f"Nobody under 'people' in organization.yml has the address {token.person}.")
        elif organization.role(token.role or "").case_load == "own":
            raise NotForRole(f"The role '{token.role}' sees the case load of whoever has it: name them by --person.")
        if not token.scopes:
            raise CaselineError(f"Say what it is for: --scope {', --scope '.join(Scope)}")
        if not 0 < token.until - token.made <= LONGEST_DAYS * DAY_SECONDS:
            raise CaselineError(f"A token lasts from 1 to {LONGEST_DAYS} days.")
        text = BEGINS + secrets.token_urlsafe(32)
        with self._kept.changing() as kept:
            if token.name in [one["name"] for one in kept[_TOKENS].values()]:
                raise CaselineError(f"There is a token '{token.name}' already. Revoke it first, or take another name.")
            kept[_TOKENS][_hash(text)] = asdict(token)
        return text

    def find(self, text: str) -> Token | None:
        """The token that these characters are, while it lasts."""
        kept = self._kept.read()[_TOKENS].get(_hash(text))
        token = _token(kept) if kept else None
        return token if token and self.now() < token.until else None

    def all(self) -> list[Token]:
        """Those that there are, also those that have ended, by name."""
        return sorted(map(_token, self._kept.read()[_TOKENS].values()), key=lambda token: token.name)

    def revoke(self, name: str) -> None:
        """Raises CaselineError where there is none of this name."""
        with self._kept.changing() as kept:
            left = {key: one for key, one in kept[_TOKENS].items() if one["name"] != name}
            if len(left) == len(kept[_TOKENS]):
                raise CaselineError(f"There is no token '{name}'. There are: {', '.join(t.name for t in self.all())}")
            kept[_TOKENS] = left


def somebody(token: Token, people: People) -> Somebody | None:
    """Who reads with a token, as organization.yml says now; None where that role or person is no more."""
    if token.person is not None:
        person = people.find(token.person) if token.person else None
        return replace(person, email=f"{person.email}, token {token.name}") if person else None
    role = people.organization.roles.get(token.role or "")
    return Somebody(f"token {token.name}", "", Reader(token.role or "", role)) if role else None


def _token(kept: dict[str, object]) -> Token:
    return Token(**{**kept, "scopes": tuple(kept["scopes"])})  # type: ignore[arg-type]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
