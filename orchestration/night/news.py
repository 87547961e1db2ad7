"""Which steps have something to do, and why, in words for a person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from caseline.ground.settings import Workspace
from caseline.organization.profile import load_organization
from ingestion.api.declaration import system_api
from orchestration.night.inputs import Input, inputs_of
from orchestration.night.ledger import Done, Ledger
from orchestration.night.plan import STEPS, Step

NEVER_DONE = "it has not been done yet, or was stopped on its way"
_MANY = 4


class Due(NamedTuple):
    """Why a step is to be done (`because`, empty where nothing is new), and what it starts from."""

    because: list[str]
    inputs: frozenset[Input]
    changed: frozenset[str]
    """Tables that have changed since it was done. Means nothing where something else has, or it was never done."""
    is_by_tables_alone: bool


def due(
    step: Step,
    place: Workspace,
    affiliates: Sequence[str],
    done: Mapping[str, Done],
    tables: Mapping[str, str],
    read: Iterable[str] | None = None,
) -> Due:
    """Whether `step` has something to do. `read`: tables besides those of the plan; those of the last time, if None."""
    last = done.get(step.name)
    former = last.inputs if last else frozenset()
    now = inputs_of(
        step, place, affiliates, tables, [one.name for one in former if one.kind == "table"] if read is None else read
    )
    if last is None:
        return Due([NEVER_DONE], now, frozenset(), is_by_tables_alone=False)
    names = {one[:2] for one in now}
    gone = {one for one in former if one[:2] not in names and one.kind != "files"}
    fresh = (now - former) | gone
    because = _in_words(fresh) + [f"{path.name} is not there" for path in step.makes(place) if not path.exists()]
    if step.asks and (asked := _asked_by(step, place)):
        knows = "knows" if len(asked) == 1 else "know"
        because.append(f"only {' and '.join(asked)} {knows} whether something is new there")
    changed = frozenset(one.name for one in fresh if one.kind == "table")
    kept = now | {one for one in former if one.kind == "files" and one[:2] not in names}
    return Due(because, kept, changed, len(because) == 1 and bool(changed))


def news(place: Workspace, affiliates: Sequence[str]) -> dict[str, list[str]]:
    """For each step of the organisation why it is to be done, nothing where nothing is new. It loads nothing heavy."""
    ledger = Ledger(place.warehouse)
    done, tables = ledger.read()
    writers = ledger.writers() if done else {}
    found: dict[str, list[str]] = {}
    for step in (one for one in STEPS if one.is_wanted(place)):
        because = due(step, place, affiliates, done, tables).because
        if not because and (last := done.get(step.name)):
            before = {writers.get(one.name) for one in last.inputs if one.kind == "table"} - {step.name}
            because = [
                f"it reads what comes from: {earlier}" for earlier, why in found.items() if why and earlier in before
            ]
        found[step.name] = because
    return found


def _asked_by(step: Step, place: Workspace) -> list[str]:
    """The systems that this step asks over their API."""
    systems = [system_api(api.system) for api in load_organization(place.organization).apis]
    return sorted({system.title for system in systems if system.source == step.name})


def _in_words(fresh: Iterable[Input]) -> list[str]:
    words = {
        "code": "Caseline itself has changed ({})",
        "files": "files have changed: {}",
        "setting": "a setting has changed: {}",
        "table": "what it reads has changed: {}",
    }
    found = []
    for kind, sentence in words.items():
        names = sorted({one.name for one in fresh if one.kind == kind})
        if names:
            more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
            found.append(sentence.format(", ".join(names[:_MANY]) + more))
    return found
