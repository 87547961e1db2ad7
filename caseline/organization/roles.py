"""Who may see what: roles, and the people who have them, as `organization.yml` says in plain words."""

import re
from typing import Literal

from pydantic import Field, field_validator

from caseline.ground.yaml_files import Strict
from caseline.organization.described_table import Sensitivity

Shown = Literal["shown", "masked", "band", "absent"]
"""How a role sees a field: as it is, only that there is something, as a range (an age, a region), or not at all."""
Act = Literal["decide", "audit", "break_glass"]
"""What a role may do besides reading: rule on what waits for a person, read who looked at whom, and open a client
outside its case load for an hour, with a reason that is written down."""
BANDS = ("dob", "zip")
"""Fields of which there is a range to show."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Role(Strict):
    """An audience: the most sensitive kind of field it sees, and whose rows (nothing named: all)."""

    sees: Sensitivity
    affiliates: list[str] = Field(default_factory=list)
    programs: list[str] = Field(default_factory=list)
    case_load: Literal["all", "own"] = "all"
    """Whether it sees every client, or only those whose case manager the person is."""
    only_with_consent: bool = False
    """Whether it sees a client only while the latest consent on record is given and not over."""
    fields: dict[str, Shown] = Field(default_factory=dict)
    """Fields that it sees otherwise than `sees` says, by name, in every table: `dob: band`."""
    may: list[Act] | None = None
    """Left out: who sees names may decide, and where there is no limit audit too."""

    @field_validator("fields")
    @classmethod
    def _bands_are_known(cls, fields: dict[str, Shown]) -> dict[str, Shown]:
        for name, shown in fields.items():
            if shown == "band" and name not in BANDS:
                raise ValueError(f"there is no range to show of '{name}'. Ranges are of: {', '.join(BANDS)}")
        return fields

    @property
    def is_limited(self) -> bool:
        """Whether it sees the rows of some clients, affiliates or programs only."""
        return bool(self.affiliates or self.programs or self.of_clients)

    @property
    def of_clients(self) -> bool:
        """Whether what it sees depends on the client: a case load, or consent."""
        return self.case_load == "own" or self.only_with_consent

    @property
    def acts(self) -> tuple[Act, ...]:
        if self.may is not None:
            return tuple(self.may)
        if self.sees != "identifier":
            return ()
        return ("decide",) if self.is_limited else ("decide", "audit")


class Person(Strict):
    """Somebody who may sign in. `case_load`: the names under which the systems have them as case manager."""

    email: str
    name: str = Field(min_length=1)
    role: str
    case_load: list[str] = Field(default_factory=list)

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, email: str) -> str:
        if not _EMAIL.fullmatch(email):
            raise ValueError(f"'{email}' is no email address")
        return email.lower()

    @property
    def managers(self) -> tuple[str, ...]:
        return tuple(self.case_load) or (self.name,)


class OpenId(Strict):
    """An identity provider that people sign in with. Its secret stands in the environment or a file, never here."""

    issuer: str = Field(pattern=r"^https?://")
    client_id: str = Field(min_length=1)
    title: str = "your organisation's account"


class SignIn(Strict):
    """How people sign in, and when a session ends."""

    openid: OpenId | None = None
    idle_minutes: int = Field(default=30, ge=1)
    longest_hours: int = Field(default=10, ge=1)
