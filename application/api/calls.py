"""Who calls: the token that was sent, whose eyes it has, whether it may, and how often."""

import re
from dataclasses import dataclass

from starlette.requests import Request

from application.api.served import Served
from application.api.tokens import Scope, Token, Tokens, somebody
from application.desk import Desk
from application.limits import Limit
from application.people import People, Somebody
from application.problems import Problem
from caseline.audit import Act, AuditLog, Entry
from caseline.ground.errors import CaselineError

OF_TOKEN = (600, 60.0)
WRONG_TOKENS = (60, 60.0)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Caseline"'}
_BEARER = re.compile(r"Bearer +([\x21-\x7e]{1,200})", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """A request with a token that holds."""

    request: Request
    token: Token
    somebody: Somebody
    served: Served
    source: str
    log: AuditLog

    @property
    def may_decide(self) -> bool:
        return "decide" in self.somebody.reader.role.acts

    def write(self, act: Act, clients: set[str] | None = None, fields: tuple[str, ...] = (), about: str = "") -> None:
        """Put into the audit log what is about to be done."""
        role = self.somebody.reader.role_name
        self.log.append(Entry(act, self.somebody.who, role, self.source, tuple(sorted(clients or ())), fields, about))


class Calls:
    """Requests with a token, of one organisation."""

    def __init__(self, people: People, desk: Desk[Served], log: AuditLog, tokens: Tokens) -> None:
        self.people, self._desk, self._log, self._tokens = people, desk, log, tokens
        self._of_token, self._wrong_tokens = Limit(*OF_TOKEN), Limit(*WRONG_TOKENS)

    def of(self, request: Request, scope: Scope | None) -> Call:
        """Raises Problem where the token does not hold, or was not made for that."""
        source = request.client.host if request.client else "nowhere"
        token = self._token(request, source)
        who = somebody(token, self.people)
        if who is None:
            self._log.append(Entry(Act.refusal, f"token {token.name}", "", source, about="whose role is no more"))
            raise Problem(401, "The role or the person of this token is no more in organization.yml.", CHALLENGE)
        if scope is not None and scope not in token.scopes:
            self._log.append(
                Entry(Act.refusal, who.who, who.reader.role_name, source, about=f"a token without the scope {scope}")
            )
            raise Problem(403, f"This token was not made for that: it lacks the scope '{scope}'.")
        if not self._of_token.allows(token.name):
            raise Problem(429, "Too many requests. Wait a minute.", {"Retry-After": "60"})
        try:
            served = self._desk.of(self.people.organization, who.reader)
        except CaselineError as error:
            raise Problem(503, str(error), {"Retry-After": "600"}) from None
        return Call(request, token, who, served, source, self._log)

    def _token(self, request: Request, source: str) -> Token:
        given = request.headers.getlist("authorization")
        found = _BEARER.fullmatch(given[0]) if len(given) == 1 else None
        if found is None:
            raise Problem(401, "Send a token: Authorization: Bearer cl_...", CHALLENGE)
        if (token := self._tokens.find(found[1])) is not None:
            return token
        if not self._wrong_tokens.allows(source):
            raise Problem(429, "Too many wrong tokens. Wait a minute.", {"Retry-After": "60"})
        self._log.append(Entry(Act.refusal, "nobody", "", source, about="a token that is wrong or over"))
        raise Problem(401, "This token is wrong, revoked or over.", CHALLENGE)
