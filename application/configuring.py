"""Changing the organisation's own words on a page: said in a sentence or chosen, seen with what it moves, accepted."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse, Response

from application.signed import Signed
from caseline.access.modelled import modelled_tables
from caseline.access.sights import sights
from caseline.audit import Act
from caseline.configuring.accepting import accept, history, take_back
from caseline.configuring.hearing import Heard
from caseline.configuring.kinds import KINDS, change_of
from caseline.configuring.kinds.change import is_listed, what_of
from caseline.configuring.known import Known
from caseline.configuring.proposing import difference, propose
from caseline.configuring.saying import LONGEST, understood
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.organization.roles import Role

PAGE = "configure.html"
_FIELD = re.compile(r"(\d)-([a-z_]+)")
"""How a field of the form is named: the number of its change, and its name."""
LONGEST_VALUE = 2000
NONE = "That is none of the changes there are. Choose one from the list."
Write = Callable[[Signed, Act, str], None]


@dataclass(frozen=True)
class _Asked:
    """One thing that a change asks, as the page shows it."""

    name: str
    label: str
    value: str
    is_required: bool
    choices: Mapping[str, str]
    """What can be chosen; for a list they are named beside the field."""
    is_list: bool


@dataclass(frozen=True)
class _Form:
    """A change to fill in."""

    change: str
    title: str
    fields: Sequence[_Asked] = field(default_factory=list)


class Configuring:
    """The page on which an organisation's words are changed. `write` puts a line into the audit log."""

    def __init__(self, place: Workspace, write: Write) -> None:
        self._place, self._write = place, write

    def page(self, signed: Signed) -> Response:
        """The sentence to say, the changes to choose from, and those that were accepted."""
        told, signed.session.told = signed.session.told, ""
        return self._shown(signed, told=told)

    def said(self, signed: Signed, form: dict[str, str]) -> Response:
        """A sentence, or the name of a change: what it asks, filled in as far as it was said."""
        known = Known.of(self._place.organization)
        sentence, chosen = form.get("sentence", "").strip(), form.get("change", "")
        try:
            heard = (
                [Heard(chosen, {})] if chosen in KINDS else understood(sentence, known, self._place) if sentence else []
            )
        except CaselineError as error:
            return self._shown(signed, problem=str(error), sentence=sentence)
        forms = [_form(one, known) for one in heard]
        return self._shown(signed, problem="" if forms else NONE, sentence=sentence, forms=forms)

    def proposed(self, signed: Signed, form: dict[str, str]) -> Response:
        """What was filled in, as a proposal; where something is wrong, the form again."""
        known = Known.of(self._place.organization)
        heard = _heard(form)
        try:
            changes = [change_of(one.change, one.given, known) for one in heard]
            proposal = propose(self._place, changes, self._searching(signed))
        except CaselineError as error:
            forms = [_form(one, known) for one in heard]
            return self._shown(signed, problem=str(error), forms=forms)
        differences = [(file, difference(file)) for file in proposal.files]
        fields = [(name, value) for name, value in form.items() if _FIELD.fullmatch(name)]
        return self._shown(signed, proposal=proposal, differences=differences, filled=fields)

    def accepted(self, signed: Signed, form: dict[str, str]) -> Response:
        """Put in force what was seen, and nothing else."""
        known = Known.of(self._place.organization)

        def act() -> str:
            proposal = propose(self._place, [change_of(one.change, one.given, known) for one in _heard(form)])
            done = accept(self._place, proposal, form.get("mark", ""), signed.somebody.who, self._told(signed))
            return f"It is change {done.number}, in force at the next run. {' '.join(done.said)}"

        return self._acted(signed, act)

    def taken_back(self, signed: Signed, form: dict[str, str]) -> Response:
        number = form.get("number", "")

        def act() -> str:
            back = take_back(self._place, int(number) if number.isdecimal() else 0, self._told(signed))
            return f"Change {back.number} was taken back."

        return self._acted(signed, act)

    def _searching(self, signed: Signed) -> Callable[[str], None] | None:
        """What writes down that notes are searched; None for whoever does not see their words."""
        if not _sees_notes(signed.somebody.reader.role):
            return None
        return lambda about: self._write(signed, Act.search, about)

    def _told(self, signed: Signed) -> Callable[[str], None]:
        return lambda about: self._write(signed, Act.configuration, about)

    def _acted(self, signed: Signed, act: Callable[[], str]) -> Response:
        try:
            signed.session.told = act()
        except CaselineError as error:
            signed.session.told = str(error)
        return RedirectResponse(f"/{PAGE}", 303)

    def _shown(self, signed: Signed, **content: Any) -> Response:
        kept = history(self._place)[::-1]
        usual = {
            "told": "", "problem": "", "sentence": "", "forms": [], "proposal": None, "differences": [], "filled": [],
            "kinds": {name: kind.title for name, kind in KINDS.items()}, "history": kept, "longest": LONGEST,
        }  # fmt: skip
        html = signed.inside.beside(PAGE, "configure.html", signed.visit, **usual | content)
        return HTMLResponse(html, 400 if content.get("problem") else 200)


def _sees_notes(role: Role) -> bool:
    """Whether a role sees the words of notes as they are."""
    return any(
        column.column == "note_text"
        for sight in sights(role, modelled_tables()) if sight.table.layer == "record" and sight.name == "case_note"
        for column in sight.bare
    )  # fmt: skip


def _heard(form: Mapping[str, str]) -> list[Heard]:
    """The changes of a form that was filled in, in their order."""
    given: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        if found := _FIELD.fullmatch(name):
            given.setdefault(found[1], {})[found[2]] = value[:LONGEST_VALUE]
    return [Heard(values.pop("change", ""), values) for _, values in sorted(given.items())]


def _form(heard: Heard, known: Known) -> _Form:
    if heard.change not in KINDS:
        return _Form(heard.change, "There is no such change")
    kind = KINDS[heard.change]
    fields = [
        _Asked(
            name, str(asked.description), heard.given.get(name, ""), asked.is_required(), known.choices(what_of(asked)),
            is_list=is_listed(asked),
        )
        for name, asked in kind.asked().items()
    ]  # fmt: skip
    return _Form(heard.change, kind.title, fields)
