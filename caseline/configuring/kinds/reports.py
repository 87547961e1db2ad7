"""Changes of what funders' reports ask."""

from datetime import date
from typing import Annotated, Any, Literal

from caseline.configuring.edited import Edited
from caseline.configuring.kinds.change import Change, Line, Listed, free_id, one_of
from caseline.configuring.known import Known
from caseline.ground.errors import CaselineError
from caseline.ground.yaml_editing import YamlText

AnyReport = Annotated[str, one_of("report", "Which report")]
AnyQuestion = Annotated[str, one_of("question", "Which question")]


class AddQuestion(Change):
    title = "Count something more in a report"
    change: Literal["add_question"] = "add_question"
    report: AnyReport
    ask: Annotated[Line, one_of("", "The question as the funder asks it")]
    measure: Annotated[str, one_of("measure", "What is counted")]
    count: Annotated[Literal["clients", "events", "percent", "mean", "sum"], one_of("count", "How")] = "clients"
    of: Annotated[str, one_of("measure", "For a share: of what")] = ""
    label: Annotated[str, one_of("label", "Only of this code, outcome or destination")] = ""
    by: Annotated[Listed, one_of("spread", "Spread by, at most two")] = []
    section: Annotated[Line, one_of("", "Under which heading")] = ""

    def said(self, known: Known) -> str:
        counted = known.title("measure", self.measure)
        only = f", only {known.title('label', self.label)}" if self.label else ""
        by = f", by {' and '.join(known.title('spread', one) for one in self.by)}" if self.by else ""
        share = f" of {known.title('measure', self.of).lower()}" if self.of else ""
        how = known.title("count", self.count).lower()
        return f"{known.title('report', self.report)} asks “{self.ask}”: {how}{share}, {counted.lower()}{only}{by}."

    def apply(self, edited: Edited, known: Known) -> None:
        report = known.report(self.report)
        question: dict[str, Any] = {"id": free_id(self.measure, [one.id for one in report.questions], "question")}
        question |= {"section": self.section or report.questions[-1].section, "ask": self.ask, "measure": self.measure}
        question |= {"of": self.of} if self.of else {}
        question |= {"where": {"label": self.label}} if self.label else {}
        question |= {"count": self.count}
        question |= {"by": self.by[0] if len(self.by) == 1 else self.by} if self.by else {}
        path, text = _file_of(edited, known, self.report)
        text.append(("questions",), {name: value for name, value in question.items() if value})
        edited.write(path, text.text)


class _OneQuestion(Change):
    """A change of a question there is, named `report.question`."""

    question: AnyQuestion

    def _place(self, edited: Edited, known: Known) -> tuple[str, YamlText, int]:
        """The report's file, its text, and the question's position."""
        report_id, _, question = self.question.partition(".")
        ids = [one.id for one in known.report(report_id).questions]
        if question not in ids:
            raise CaselineError(f"{known.title('report', report_id)} asks no question '{question}'.")
        path, text = _file_of(edited, known, report_id)
        return path, text, ids.index(question)


class RemoveQuestion(_OneQuestion):
    title = "Take a question out of a report"
    change: Literal["remove_question"] = "remove_question"

    def said(self, known: Known) -> str:
        return f"No longer asked: {known.title('question', self.question)}."

    def apply(self, edited: Edited, known: Known) -> None:
        path, text, at = self._place(edited, known)
        text.remove(("questions", at))
        edited.write(path, text.text)


class SpreadQuestion(_OneQuestion):
    title = "Spread a question's numbers otherwise"
    change: Literal["spread_question"] = "spread_question"
    by: Annotated[Listed, one_of("spread", "Spread by, at most two", min_length=1)]

    def said(self, known: Known) -> str:
        by = " and ".join(known.title("spread", one) for one in self.by)
        return f"Shown by {by}: {known.title('question', self.question)}."

    def apply(self, edited: Edited, known: Known) -> None:
        path, text, at = self._place(edited, known)
        text.set(("questions", at, "by"), self.by[0] if len(self.by) == 1 else self.by)
        edited.write(path, text.text)


class SetPeriod(Change):
    title = "Change the period of a report"
    change: Literal["set_period"] = "set_period"
    report: AnyReport
    first: Annotated[date, one_of("", "First day, as 2026-07-01")]
    last: Annotated[date, one_of("", "Last day, as 2027-06-30")]

    def said(self, known: Known) -> str:
        return f"{known.title('report', self.report)} is about {self.first.isoformat()} to {self.last.isoformat()}."

    def apply(self, edited: Edited, known: Known) -> None:
        path, text = _file_of(edited, known, self.report)
        text.set(("period",), {"from": self.first, "to": self.last})
        edited.write(path, text.text)


class SetPrograms(Change):
    title = "Change which programs a report counts"
    change: Literal["set_programs"] = "set_programs"
    report: AnyReport
    programs: Annotated[Listed, one_of("program", "Programs; none, or the word all: all")] = []

    def said(self, known: Known) -> str:
        named = ", ".join(known.title("program", one) for one in self.programs) or "all programs"
        return f"{known.title('report', self.report)} counts {named}."

    def apply(self, edited: Edited, known: Known) -> None:
        path, text = _file_of(edited, known, self.report)
        if self.programs:
            text.set(("programs",), self.programs)
        elif text.value(("programs",)) is not None:
            text.remove(("programs",))
        edited.write(path, text.text)


def _file_of(edited: Edited, known: Known, report_id: str) -> tuple[str, YamlText]:
    """The file of a report, and its text."""
    known.report(report_id)
    for file in sorted((known.organization.folder / "reports").glob("*.yml")):
        text = YamlText(edited.read(f"reports/{file.name}"))
        if text.value(("id",)) == report_id:
            return f"reports/{file.name}", text
    raise CaselineError(f"No file has the report '{report_id}'.")
