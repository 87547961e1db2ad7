"""`caseline configure`: a change of an organisation's words, shown with what it would move, in force once accepted."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from caseline.audit import Act
from caseline.cli.app import OrganizationOption, app, err, escaped, out, plain_errors
from caseline.cli.audited import write_down
from caseline.ground.errors import CaselineError
from caseline.ground.settings import DEFAULT_ORGANIZATION, Workspace, workspace

if TYPE_CHECKING:
    from caseline.configuring.hearing import Heard
    from caseline.configuring.kinds import Change
    from caseline.configuring.known import Known
    from caseline.configuring.proposing import Proposal

MOST_LINES = 40


@app.command()
def configure(
    sentence: Annotated[str | None, typer.Argument(help="What to change, in a sentence.")] = None,
    organization: OrganizationOption = DEFAULT_ORGANIZATION,
    change: Annotated[
        str | None, typer.Option(help="In place of a sentence: one of the changes that --list names.")
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="What the change asks, as name=value. May be given again.")
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Put it in force without asking.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="The changes there are, and what each asks.")] = False,
    log: Annotated[bool, typer.Option("--log", help="The changes that were accepted.")] = False,
    undo: Annotated[int | None, typer.Option(help="Take back the change of this number.")] = None,
) -> None:
    """Change your own words: a code, an outcome, a program, what a report counts, a number, a role, and more."""
    from caseline.configuring.known import Known
    from caseline.configuring.proposing import propose
    from caseline.configuring.saying import understood

    with plain_errors():
        place = workspace(organization)
        if log:
            return _tell_log(place)
        if undo is not None:
            return _take_back(place, undo)
        known = Known.of(place.organization)
        if values and sentence is None and change is None:
            raise CaselineError("--set says more of a change: say it in a sentence, or name it with --change.")
        if listed or (sentence is None and change is None):
            return _tell_list(known)
        given = _given(values or [])
        if sentence is not None and change is not None:
            raise CaselineError("Say it in a sentence or name it with --change, not both.")
        found = [_named(change, given)] if change else understood(sentence or "", known, place)
        if not found:
            _tell_nearest(sentence or "")
            raise typer.Exit(2)
        if given and len(found) > 1:
            named = ", ".join(one.change for one in found)
            raise CaselineError(
                f"--set says more of one change, and these are {len(found)}: {named}. Say one at a time."
            )
        proposal = propose(
            place, [_complete(one, given, known) for one in found], lambda about: _written(place, about, Act.search)
        )
        _show(proposal)
        if accept or (_is_asked() and typer.confirm("Put it in force?")):
            _accept(place, proposal)
        else:
            out.print("Nothing was changed. Say --accept to put it in force.")


def _given(values: list[str]) -> dict[str, str]:
    if wrong := next((one for one in values if "=" not in one), None):
        raise CaselineError(f"'{wrong}' says no value. Write it as name=value.")
    return {one.partition("=")[0].strip(): one.partition("=")[2] for one in values}


def _named(change: str, given: dict[str, str]) -> "Heard":
    from caseline.configuring.hearing import Heard
    from caseline.configuring.kinds import kind_of

    kind_of(change)
    return Heard(change, given)


def _complete(heard: "Heard", given: dict[str, str], known: "Known") -> "Change":
    """The change with what was said and what is asked on a terminal. Raises CaselineError where something lacks."""
    from caseline.configuring.hearing import Heard
    from caseline.configuring.kinds import change_of, kind_of

    kind = kind_of(heard.change)
    said = Heard(heard.change, {**heard.given, **given}, heard.others)
    asked = dict(said.given)
    out.print(f"[bold]{kind.title}[/]", highlight=False)
    for name, value in said.given.items():
        out.print(f"  {name}: {escaped(value)}", highlight=False, soft_wrap=True)
    for name in said.lacking:
        field = kind.asked()[name]
        if not _is_asked():
            wanted = "; ".join(f"--set {one}=..." for one in said.lacking)
            others = f" Or did you mean: {', '.join(said.others)}?" if said.others else ""
            raise CaselineError(f"Say more: add {wanted}. caseline configure --list says what each may be.{others}")
        asked[name] = typer.prompt(f"  {field.description}")
    return change_of(said.change, asked, known)


def _is_asked() -> bool:
    return sys.stdin.isatty() and out.is_terminal


def _show(proposal: "Proposal") -> None:
    from caseline.configuring.proposing import difference

    for sentence in proposal.said:
        out.print(escaped(sentence), soft_wrap=True, highlight=False)
    out.print("[bold]What it moves[/]")
    for sentence in proposal.moves:
        out.print(f"  {escaped(sentence)}", soft_wrap=True, highlight=False)
    for file in proposal.files:
        copied = ", a copy of what is shipped" if file.copied is not None else ", new" if file.before is None else ""
        out.print(f"[bold]{file.path}[/]{copied}", soft_wrap=True)
        lines = difference(file)
        for line in lines[:MOST_LINES]:
            colour = {"+": "green", "-": "red"}.get(line[:1], "dim")
            out.print(f"  [{colour}]{escaped(line)}[/]", soft_wrap=True, highlight=False)
        if len(lines) > MOST_LINES:
            out.print(f"  and {len(lines) - MOST_LINES:,} lines more")


def _accept(place: Workspace, proposal: "Proposal") -> None:
    from caseline.audit.acting import acting
    from caseline.configuring.accepting import accept

    done = accept(place, proposal, proposal.mark, acting(Act.configuration).who, lambda about: _written(place, about))
    out.print(
        f"It is change {done.number}, in force at the next run. Take it back: caseline configure --undo {done.number}",
        soft_wrap=True,
    )


def _take_back(place: Workspace, number: int) -> None:
    from caseline.configuring.accepting import take_back

    back = take_back(place, number, lambda about: _written(place, about))
    out.print(f"Change {back.number} was taken back: {escaped(' '.join(back.said))}", soft_wrap=True, highlight=False)


def _written(place: Workspace, about: str, act: Act = Act.configuration) -> None:
    write_down(place, act, about=about)


def _tell_log(place: Workspace) -> None:
    from caseline.configuring.accepting import history

    kept = history(place)
    for one in kept:
        back = " (taken back)" if one.is_back else ""
        said = escaped(" ".join(one.said))
        out.print(f"{one.number}. {one.at[:10]}, {one.by}{back}: {said}", soft_wrap=True, highlight=False)
    if not kept:
        out.print("No change was accepted yet.")


def _tell_nearest(sentence: str) -> None:
    from caseline.configuring.hearing import nearest
    from caseline.configuring.kinds import KINDS

    err.print("It is not clear which change that is. caseline configure --list names all there are.", soft_wrap=True)
    near = [f"  {name}: {KINDS[name].title}" for name in nearest(sentence)]
    if near:
        err.print("\n".join(["It may be one of these; name it with --change:", *near]), soft_wrap=True)


def _tell_list(known: "Known") -> None:
    from caseline.configuring.kinds import KINDS
    from caseline.configuring.kinds.change import what_of

    out.print(
        'Say what to change: caseline configure "...". Or name one of these with --change, and what it asks with --set:'
    )
    for name, kind in KINDS.items():
        out.print(f"[bold]{name}[/]: {kind.title}", highlight=False)
        for asked, field in kind.asked().items():
            choices = known.choices(what_of(field))
            few = (
                f": {', '.join(choices)}"
                if 0 < len(choices) <= 12
                else f" ({len(choices)} there are)"
                if choices
                else ""
            )
            may = "" if field.is_required() else ", may be left out"
            out.print(f"    {asked}: {field.description}{may}{escaped(few)}", soft_wrap=True, highlight=False)
