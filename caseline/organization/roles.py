"""Who may see what: roles, and the people who have them, as `organization.yml` says in plain words."""

import re
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from caseline.ground.yaml_files import Strict
from caseline.organization.described_table import Sensitivity

Shown = Literal["shown", "masked", "band", "absent"]
"""How a role sees a field: as it is, only that there is something, as a range (an age, a region), or not at all."""
Act = Literal["decide", "audit", "configure", "break_glass"]
"""What a role may do besides reading: rule on what waits for a person, read who looked at whom, change the
organisation's own words, who sees what among them, and open a client outside its case load for an hour, with a reason
that is written down."""
ABOUT_EVERYBODY: dict[Act, str] = {"audit": "who looked at whom is", "configure": "the organisation's words are"}
BANDS = ("dob", "zip")
"""Fields of which there is a range to show."""
LOCAL = ("localhost", "127.0.0.1", "::1")
"""Hosts that are spoken to over no network."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Role(Strict):
    """An audience: the most sensitive kind of field it sees, and whose rows (nothing named: all)."""

    sees: Sensitivity
    affiliates: list[str] = Field(default_factory=list)
    programs: list[str] = Field(default_factory=list)
    case_load: Literal["all", "own"] = "all"
    """Whether it sees every client, or only those whose case manager the person is, or was until lately."""
    only_with_consent: bool = False
    """Whether it sees a client only while what the client said last is a consent that is not over and covers the
    network or an affiliate of the role."""
    fields: dict[str, Shown] = Field(default_factory=dict)
    """Fields that it sees otherwise than `sees` says, by name, in every table: `dob: band`."""
    may: list[Act] | None = None
    """Left out: who sees names may decide, where there is no limit audit, and where no field is kept from
    them configure."""

    @field_validator("fields")
    @classmethod
    def _bands_are_known(cls, fields: dict[str, Shown]) -> dict[str, Shown]:
        for name, shown in fields.items():
            if shown == "band" and name not in BANDS:
                raise ValueError(f"there is no range to show of '{name}'. Ranges are of: {', '.join(BANDS)}")
        return fields

    @model_validator(mode="after")
    def _acts_on_everybody_or_nobody(self) -> Self:
        for act, about in ABOUT_EVERYBODY.items():
            if act in (self.may or ()) and (self.is_limited or self.sees == "open"):
                raise ValueError(f"{about} about everybody: a role that sees some clients only may not '{act}'")
        return self

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
        if self.is_limited:
            return ("decide",)
        # whoever may change roles may undo what is kept from their own
        return ("decide", "audit") if self.fields else ("decide", "audit", "configure")


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


class OpenId(Strict):
    """An identity provider that people sign in with. Its secret stands in the environment or a file, never here."""

    issuer: str
    client_id: str = Field(min_length=1)
    title: str = "your organisation's account"
    addresses_are_verified: bool = False
    """Whether an address is believed of which the provider does not say that it is verified: only where it gives
    addresses to the organisation's own people alone, as a tenant of Microsoft Entra may."""

    @field_validator("issuer")
    @classmethod
    def _is_spoken_to_unread(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if not parts.hostname or (parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOCAL)):
            raise ValueError(f"'{issuer}' is no https address: what the provider says could be changed on its way")
        return issuer


class SignIn(Strict):
    """How people sign in, and when a session ends."""

    openid: OpenId | None = None
    idle_minutes: int = Field(default=30, ge=1)
    longest_hours: int = Field(default=10, ge=1)
