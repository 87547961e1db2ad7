"""Changes of programs, of what systems call them, and of outcomes."""

import csv
import io
from typing import Annotated, Literal

from pydantic import Field

from caseline.configuring.edited import Edited
from caseline.configuring.kinds.change import (
    SETTINGS_FILE,
    Change,
    Line,
    Listed,
    Prose,
    free_id,
    front_matter,
    one_of,
)
from caseline.configuring.known import Known
from caseline.ground.yaml_editing import YamlText, plain_number
from caseline.organization.transformation import FOLDER, MAPS


class AddProgram(Change):
    title = "Add a program"
    change: Literal["add_program"] = "add_program"
    name: Annotated[Line, one_of("", "What it is called")]
    description: Annotated[Line, one_of("", "What it does, in a sentence")] = ""

    def said(self, known: Known) -> str:
        return f"There is a new program, {self.name}. What your systems call it is to be mapped to it."

    def apply(self, edited: Edited, known: Known) -> None:
        settings = YamlText(edited.read(SETTINGS_FILE))
        program = {"id": free_id(self.name, list(known.choices("program")), "program"), "name": self.name}
        settings.append(("programs",), program | ({"description": self.description} if self.description else {}))
        edited.write(SETTINGS_FILE, settings.text)


class RenameProgram(Change):
    title = "Rename a program"
    change: Literal["rename_program"] = "rename_program"
    program: Annotated[str, one_of("program", "Which program")]
    name: Annotated[Line, one_of("", "What it is called from now on")]

    def said(self, known: Known) -> str:
        return f"{known.title('program', self.program)} is called {self.name} from now on."

    def apply(self, edited: Edited, known: Known) -> None:
        settings = YamlText(edited.read(SETTINGS_FILE))
        at = [program.id for program in known.organization.programs].index(self.program)
        settings.set(("programs", at, "name"), self.name)
        edited.write(SETTINGS_FILE, settings.text)


class MapProgram(Change):
    title = "Say which program a system's name means"
    change: Literal["map_program"] = "map_program"
    source: Annotated[Literal["hmis", "crm", "forms", "documents"], one_of("source", "In which system")]
    source_program: Annotated[Line, one_of("", "What it is called there")]
    program: Annotated[str, one_of("program", "Which program that is")]

    def said(self, known: Known) -> str:
        system = known.title("source", self.source)
        return f"“{self.source_program}” in {system} is {known.title('program', self.program)}."

    def apply(self, edited: Edited, known: Known) -> None:
        _map(edited, "program_map", [self.source, self.source_program, self.program])


class MapValue(Change):
    title = "Say what a word of a source means"
    change: Literal["map_value"] = "map_value"
    field: Annotated[str, one_of("mapped_field", "In which field")]
    source_value: Annotated[Line, one_of("", "The word of the source")]
    value: Annotated[Line, one_of("", "What it means: a word, or HUD's code")]

    def said(self, known: Known) -> str:
        return f"“{self.source_value}” as {known.title('mapped_field', self.field).lower()} means {self.value}."

    def apply(self, edited: Edited, known: Known) -> None:
        _map(edited, "value_map", [self.field, self.source_value, self.value])


class AddOutcome(Change):
    title = "Add an outcome"
    change: Literal["add_outcome"] = "add_outcome"
    name: Annotated[Prose, one_of("", "What it is called")]
    item: Annotated[Line, one_of("", "The question of the survey that measures it, as the data dictionary names it")]
    programs: Annotated[Listed, one_of("program", "Programs that work towards it; none: all")] = []
    direction: Annotated[Literal["higher", "lower"], one_of("", "Which way is better: higher or lower")] = "higher"
    points: Annotated[float, one_of("", "How many points count as improved", gt=0)] = 1

    def said(self, known: Known) -> str:
        return (
            f"There is a new outcome, {self.name}, measured by “{self.item}”: "
            f"{self.points:g} {'points' if self.points != 1 else 'point'} {self.direction} counts as improved."
        )

    def apply(self, edited: Edited, known: Known) -> None:
        outcome = free_id(self.name, list(known.choices("outcome")), "outcome")
        head = YamlText("")
        for name, value in {
            "id": outcome, "title": self.name, "programs": self.programs, "item": self.item,
            "direction": self.direction, "improvement": self.points,
        }.items():  # fmt: skip
            if value != []:
                head.set((name,), value)
        edited.write(f"framework/outcomes/{outcome}.md", f"---\n{head.text}---\n\n{self.name}.\n")


class _OutcomeRule(Change):
    """A change of the settings of an outcome."""

    outcome: Annotated[str, one_of("outcome", "Which outcome")]

    def _set(self, edited: Edited, known: Known, place: tuple[str, ...], value: float) -> None:
        known.outcome(self.outcome)
        path = next(
            f"framework/outcomes/{file.name}"
            for file in sorted((known.organization.folder / "framework" / "outcomes").glob("*.md"))
            if YamlText(front_matter(edited.read(f"framework/outcomes/{file.name}"))[1]).value(("id",)) == self.outcome
        )
        before, settings, after = front_matter(edited.read(path))
        head = YamlText(settings)
        head.set(place, value)
        edited.write(path, before + head.text + after)


class SetImprovement(_OutcomeRule):
    title = "Say how much counts as improved"
    change: Literal["set_improvement"] = "set_improvement"
    points: Annotated[float, one_of("", "How many points", gt=0)]

    def said(self, known: Known) -> str:
        return f"In {known.title('outcome', self.outcome)} {self.points:g} points or more count as improved."

    def apply(self, edited: Edited, known: Known) -> None:
        self._set(edited, known, ("improvement",), plain_number(self.points))


class SetStage(_OutcomeRule):
    title = "Say when an outcome's survey is due"
    change: Literal["set_stage"] = "set_stage"
    stage: Annotated[Literal["baseline", "mid", "exit", "follow_up"], one_of("stage", "Which survey")]
    days: Annotated[int, Field(ge=0), one_of("", "Days after entry, or after exit")]

    def said(self, known: Known) -> str:
        end = "exit" if self.stage in ("exit", "follow_up") else "entry"
        stage = self.stage.replace("_", "-")
        return f"The {stage} survey of {known.title('outcome', self.outcome)} is due {self.days} days after {end}."

    def apply(self, edited: Edited, known: Known) -> None:
        self._set(edited, known, ("stages", self.stage), self.days)


def _map(edited: Edited, name: str, row: list[str]) -> None:
    """A row of a map, in place of one about the same or at the end."""
    mapped = MAPS[name]
    path = f"{FOLDER}/{mapped.file}"
    lines = (edited.read(path) or f"{','.join(mapped.columns)}\n").splitlines()
    header = next(csv.reader(lines[:1]))
    said = dict(zip(mapped.columns, row, strict=True))
    about = [said[column].strip().lower() for column in mapped.columns[:2]]
    written = _csv_line([said.get(column, "") for column in header])

    def is_about(line: str) -> bool:
        cells = dict(zip(header, next(csv.reader([line]), []), strict=False))
        return [cells.get(column, "").strip().lower() for column in mapped.columns[:2]] == about

    at = next((at for at, line in enumerate(lines[1:], 1) if is_about(line)), None)
    lines[at if at is not None else len(lines) : (at or len(lines)) + 1] = [written]
    edited.write(path, "".join(f"{line}\n" for line in lines))


def _csv_line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
