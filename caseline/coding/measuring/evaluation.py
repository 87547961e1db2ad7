"""`caseline evaluate`: a skill against its gold set or against a sample's truth, and drift since the accepted run."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from caseline.coding.choosing import EMBEDDED, chosen_coder, coder_of, embedded_coder, second_coder_of
from caseline.coding.coder import Coder, Reading
from caseline.coding.gold import BY_AUTHORS
from caseline.coding.measuring.accepted import keep_accepted, load_accepted
from caseline.coding.measuring.evaluation_table import side_by_side, table
from caseline.coding.measuring.judged_notes import JudgedNote, judged_in_gold, judged_in_truth
from caseline.coding.measuring.measured import Evaluation, compare, measure, present
from caseline.coding.measuring.misses import misses, told
from caseline.coding.measuring.swaps import swapped
from caseline.coding.measuring.trials import Trials
from caseline.coding.measuring.verdict import verdict
from caseline.coding.pieces import read_notes
from caseline.coding.pseudonyms.people import knowing_texts
from caseline.coding.ruled import with_rulings
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace, workspace
from caseline.ground.warehouse import connect
from caseline.organization.profile import Organization, load_organization
from caseline.organization.skills import Skill, load_skill

SECOND = "second"
"""How `against` names the organisation's second reader."""


def evaluate(
    skill: str | Path,
    organization: str | None = None,
    accept: bool = False,
    against: str | None = None,
    most_misses: int | None = 0,
) -> RenderableType:
    """Measure a skill; gives a verdict in words and tables to print.

    With an organisation, it is measured against its rulings too, and a sample's `truth/`.

    `against` names another coder (a model, `embedded`, or `second` for the organisation's second reader); one table
    then has both beside what people found, and how far they agree with each other on the same notes. `accept` keeps
    the gold result, with the organisation or in the skill folder, as what later runs are compared with.
    `most_misses` says how many of the notes it got wrong are shown, None for all: they hold words of notes.
    Raises CaselineError when there is nothing to measure against.
    """
    place, chosen = _place_and_skill(skill, organization)
    organization_of_place = load_organization(place.organization) if place else None
    notes = _judged(chosen)
    coder = _knowing(coder_of(organization_of_place), place, notes)
    gold, ruled = ([note for note in notes if note.is_ruled is is_ruled] for is_ruled in (False, True))
    texts = [note.text for note in gold]
    readings = read_notes(coder, texts, chosen)
    of_ruled = read_notes(coder, [note.text for note in ruled], chosen)
    result = compare(chosen, coder.name, gold, readings, _called(gold))
    missed = misses(chosen, coder, [*gold, *ruled], [*readings, *of_ruled])
    parts: list[RenderableType] = [
        *([Text(verdict(_by_people(result, gold, readings)), style="bold")] if gold else []),
        table(result, load_accepted(chosen, place.organization if place else None)),
        told(missed, chosen, result.by_label, most_misses),
        swapped(coder, chosen, dict(zip(texts, readings, strict=True))).sentence(),
    ]
    if ruled:  # apart: what people are asked about is the doubtful part, and drift is of the same notes
        parts.append(table(compare(chosen, coder.name, ruled, of_ruled, "what people ruled"), None))
    if place and (known := place.organization / "truth" / "codes.csv").exists():
        truth = judged_in_truth(chosen, known, place.warehouse)
        knowing = _knowing(coder, place, truth)
        parts.append(table(measure(chosen, knowing, truth, f"the truth of {place.organization.name}"), None))
    if against:
        other = _knowing(_other(against, organization_of_place), place, gold)
        theirs = read_notes(other, texts, chosen)
        parts.append(
            side_by_side(
                result,
                compare(chosen, other.name, gold, theirs, result.judged_by),
                compare(chosen, coder.name, _as_judged(texts, theirs), readings, f"what {other.name} reads"),
            )
        )
        parts += [str(other.budget)] if other.budget else []
    if accept:
        kept = keep_accepted(chosen, result.as_json(), place.organization if place else None)
        parts.append(f"Accepted: later readings are compared with this result, kept in {kept}.")
    return Group(*parts, *([str(coder.budget)] if coder.budget else []))


def trials(skill: str | Path, organization: str | None = None) -> Trials:
    """Suggestions for the skill from what the embedded coder, whom its phrases guide, gets wrong. Raises as above."""
    place, chosen = _place_and_skill(skill, organization)
    reader = load_organization(place.organization).embedded_reader if place else "encoder"
    return Trials(chosen, place.organization if place else None, embedded_coder(reader), _judged(chosen))


def _place_and_skill(skill: str | Path, organization: str | None) -> tuple[Workspace | None, Skill]:
    """Where the organisation keeps its things, and the skill with the rulings it has there."""
    place = workspace(organization) if organization else None
    chosen = load_skill(skill, place.organization if place else None)
    if place and place.warehouse.exists():
        with connect(place.warehouse, read_only=True) as connection:
            (chosen,) = with_rulings([chosen], connection)
    return place, chosen


def _knowing(coder: Coder, place: Workspace | None, notes: Sequence[JudgedNote]) -> Coder:
    """The coder, told whom the notes are about as far as the record of the organisation knows it."""
    if place is None or not place.warehouse.exists():
        return coder
    with connect(place.warehouse, read_only=True) as connection:
        return knowing_texts(coder, connection, [(note.note_id, note.text) for note in notes])


def _judged(skill: Skill) -> list[JudgedNote]:
    notes = judged_in_gold(skill)
    if not notes:
        raise CaselineError(f"The skill '{skill.name}' has no gold set. Add coded notes to {skill.gold_path}.")
    return notes


def _called(gold: Sequence[JudgedNote]) -> str:
    by_authors = sum(note.is_by_authors for note in gold)
    if not by_authors:
        return "its gold set"
    return f"its gold set, {BY_AUTHORS}" + ("" if by_authors == len(gold) else f" in {by_authors:,} of its notes")


def _by_people(result: Evaluation, gold: Sequence[JudgedNote], readings: Sequence[Reading]) -> Evaluation:
    """The measurement on those notes that the skill's authors had no hand in, if there are any."""
    own = [(note, reading) for note, reading in zip(gold, readings, strict=True) if not note.is_by_authors]
    if not own:
        return result
    return compare(result.skill, result.coder, [note for note, _ in own], [read for _, read in own], result.judged_by)


def _other(against: str, organization: Organization | None) -> Coder:
    """The coder to compare with: the organisation's second reader, the embedded one, or a model."""
    if against == SECOND:
        second = second_coder_of(organization) if organization else None
        if second is None:
            raise CaselineError(
                "There is no second reader to compare with: name one under 'second_reader' in organization.yml, and "
                "the organisation with -o."
            )
        return second
    if against == EMBEDDED:
        return embedded_coder(organization.embedded_reader if organization else "encoder")
    return chosen_coder(against, organization.language_model if organization else None)


def _as_judged(texts: Sequence[str], readings: Sequence[Reading]) -> list[JudgedNote]:
    """What a coder read, in the place of what a person found."""
    return [JudgedNote(text, present(reading), frozenset()) for text, reading in zip(texts, readings, strict=True)]
