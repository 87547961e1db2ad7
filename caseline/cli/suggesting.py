"""`caseline evaluate --suggest`: words from the misses one by one, each with what it would change, taken by a key."""

import sys

import typer
from rich.text import Text

from caseline.cli.app import out
from caseline.coding.measuring.evaluation import trials
from caseline.coding.measuring.trials import Effect, Trials, Tried

_PART = {"cues": "Words to look for", "misleading": "Misleading words", "examples": "Examples"}
_OF_COPY = (
    "What you accept goes into a copy of your own. Phrases added there always count; those of the shipped skill go on "
    "making a code likelier."
)
MOST_LISTED = 20


def offer(skill: str, organization: str | None) -> None:
    """Ask on a terminal; elsewhere, or where nothing may be written, list. Raises CaselineError."""
    with trials(skill, organization) as tried:
        if tried.is_copied:
            out.print(_OF_COPY, soft_wrap=True)
        if not (sys.stdin.isatty() and out.is_terminal):
            _list(tried)
        elif tried.folder is None:
            _list(tried)
            name = tried.skill.name
            out.print(
                f"To take one up, name whose copy it goes into: caseline evaluate {name} --suggest -o ORGANISATION"
            )
        else:
            _ask(tried)


def _list(tried: Trials) -> None:
    count = 0
    for count, one in enumerate(tried.offers(one_for_each_note=True), 1):
        if count > MOST_LISTED:
            out.print("There are more.")
            return
        out.print(_said(one, tried))
    if not count:
        out.print("There is nothing to suggest: no words of the misses put more notes right than wrong.")


def _ask(tried: Trials) -> None:
    written = 0
    for one in tried.offers():
        out.print(_said(one, tried))
        key = _key()
        if key == "q":
            break
        if key == "y":
            out.print(f"  Written into {tried.accept(one.suggestion)}.", soft_wrap=True)
            written += 1
    if written:
        out.print(f"{written:,} written. The next run reads the notes anew with them.")
    else:
        out.print("Nothing was written.")


def _key() -> str:
    out.print("  Write it into the skill? y yes, n no, q stop: ", end="")
    while (key := typer.getchar().lower()) not in ("y", "n", "q"):
        pass
    out.print(key)
    return key


def _said(one: Tried, tried: Trials) -> Text:
    suggestion = one.suggestion
    effect = "changes no reading; people and language models read it"
    if one.effect.right or one.effect.wrong:
        effect = _effect(one.effect)
    return Text.assemble(
        f"{tried.skill.title_of(suggestion.label)}, {_PART[suggestion.part]}: ",
        (f"“{suggestion.words}”", "bold"),
        f" {effect}.",
    )


def _effect(effect: Effect) -> str:
    notes = "note" if effect.right == 1 else "notes"
    return f"puts {effect.right:,} coded {notes} right and {effect.wrong:,} wrong"
