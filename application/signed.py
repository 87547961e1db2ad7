"""A request of somebody who is signed in, and what answers one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from application.people import Somebody
from application.sessions import Session
from reports.site.inside import Inside
from reports.site.site import Visit


@dataclass
class Signed:
    """A request of somebody who is signed in."""

    request: Request
    session: Session
    somebody: Somebody
    inside: Inside
    source: str
    opened: Mapping[str, str]
    """Clients that they opened outside their case load, with the reason that they gave."""

    @property
    def visit(self) -> Visit:
        reader = self.somebody.reader
        return Visit(
            self.somebody.name, reader.role_name, self.session.token, reader.role.acts,
            narrowing=self.session.narrowing, at_terminal=self.somebody.at_terminal,
        )  # fmt: skip

    @property
    def may_decide(self) -> bool:
        return "decide" in self.somebody.reader.role.acts


Answer = Callable[[Signed], Response]
FormAnswer = Callable[[Signed, dict[str, str]], Response]
