"""Decisions that programs send, by the way that the pages go."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from application.acts import KINDS, NEEDS, PAGES, Acts, NothingToDecide, Ruled
from application.api.answering import as_json
from application.api.bodies import RulingMade, TakenBack
from application.api.calls import Call
from application.problems import Problem, not_there
from caseline.audit import Act
from caseline.ground.errors import CaselineError
from caseline.organization.transformation import RULINGS
from caseline.review.acting import RuledMeanwhile, Told
from reports.published import Published
from reports.site.kinds import KINDS as PAGE_KINDS


class Deciding:
    """The decisions of one organisation, of each kind."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts

    def rule(self, kind: str) -> Callable[[Call, Any], Response]:
        def decide(call: Call, body: Any) -> Response:
            seen_by = Published(call.served.gate.connection)

            def act(told: Told) -> Ruled:
                return self._acts.rule(kind, body.form(), seen_by, call.somebody.name, told)

            return self._acted(call, kind, body.ruling, act, 201)

        return decide

    def take_back(self, kind: str) -> Callable[[Call, Any], Response]:
        def undo(call: Call, body: TakenBack) -> Response:
            seen_by = Published(call.served.gate.connection)

            def act(told: Told) -> Ruled:
                return Ruled(self._acts.take_back(kind, " ".join(body.marks), seen_by, told), ())

            return self._acted(call, kind, "taken back", act, 200)

        return undo

    def _acted(self, call: Call, kind: str, how: str, act: Callable[[Told], Ruled], status: int) -> Response:
        """`act` on a kind of decision where the role has the page on which people take it."""
        if not call.may_decide or not call.served.gate.sees(*PAGE_KINDS[PAGES[kind]].needs, *NEEDS.get(kind, ())):
            call.write(Act.refusal, about="a ruling that is not for this role")
            raise not_there()

        def told(clients: set[str]) -> None:
            call.write(Act.ruling, clients, about=f"{RULINGS[KINDS[kind].table].file}: {how}")

        try:
            ruled = act(told)
        except NothingToDecide:
            raise not_there() from None
        except RuledMeanwhile as error:
            raise Problem(409, str(error)) from None
        except CaselineError as error:
            raise Problem(422, str(error)) from None
        return as_json(RulingMade(told=ruled.sentence, marks=list(ruled.marks)).model_dump(), status=status)
