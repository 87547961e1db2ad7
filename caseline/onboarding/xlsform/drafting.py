"""A form, and the table of its answers, drafted from an XLSForm; what neither can say is told by row of the sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from caseline.ground.errors import CaselineError
from caseline.ground.names import slug
from caseline.ground.yaml_editing import plain_number
from caseline.onboarding.draft.writing import quoted
from caseline.onboarding.xlsform.conditions import show_if
from caseline.onboarding.xlsform.questions import PICTURES, Question, questions_of, without_references
from caseline.onboarding.xlsform.reading import Group, Row, Texts, XlsForm, read_xlsform
from caseline.organization.described_table import DictionaryField, DictionaryTable
from caseline.organization.dictionary import load_dictionary
from caseline.organization.intake_forms import FOLDER
from caseline.organization.intake_forms.form import ShowIf
from caseline.organization.intake_forms.resolved import FILE, RESERVED, TELLING
from caseline.organization.profile import load_organization

_PLATFORM = "kobo"
"""The system whose shipped table every form of KoboToolbox and ODK begins with."""
_BY_ITSELF = frozenset(
    "start end today deviceid username phonenumber subscriberid simserial email audit start-geopoint".split()  # noqa: SIM905
)
_TRUE, _FALSE = ("yes", "true", "true()"), ("", "no", "false", "false()")
_LOST = {
    "constraint": "what is allowed ({}) is not checked", "choice_filter": "every choice is offered, whatever is "
    "filtered by ({})", "default": "nothing is filled in before ({})", "calculate": "nothing is worked out ({})",
    "media": "its picture or sound is not shown", "trigger": "what sets it off ({}) does not",
}  # fmt: skip


@dataclass
class FromXlsForm:
    """What was written: the form, its table where none was described, and what neither says, a sentence a row."""

    form: Path
    table: Path | None
    told: list[str]


def draft_from_xlsform(organization: Path, sheet: Path, name: str | None = None) -> FromXlsForm:
    """Writes `forms/<name>.yml`, and `data_dictionary/<name>.yml` unless a table of that name is described.

    Raises CaselineError where the sheet cannot be read, asks nothing, or a file is there already.
    """
    read = read_xlsform(sheet)
    called = slug(name or sheet.stem)
    form_path, table_path = organization / FOLDER / f"{called}.yml", organization / "data_dictionary" / f"{called}.yml"
    own = {table.full_name: table for table in load_dictionary(organization / "data_dictionary").own}
    described = own.get(f"{_PLATFORM}/{called}") or own.get(called)
    for path in [form_path] if described else [form_path, table_path]:
        if path.exists():
            raise CaselineError(f"{path} is there already. Give the form another name with --name.")
    made = _Drafting(read, described)
    made.ask()
    if not made.questions:
        raise CaselineError(f"{sheet.name} has no question that a form can ask.")
    table_name = described.full_name if described else f"{_PLATFORM}/{called}"
    names = any(one.field.maps_to in TELLING for one in made.questions)
    where: dict[str, Any] = (
        {"affiliate": load_organization(organization).affiliate_ids[0]} if names else {"public": False}
    )
    form: dict[str, Any] = {
        "table": table_name,
        "languages": made.languages,
        "title": made.words({"": read.title}, None),
        **where,
    }
    form["sections"] = made.sections
    head = [
        f"# Drafted from {sheet.name}. Change the words, the order and what is asked as docs/intake-forms.md says.",
        *(["# What this form does not say as the sheet does:"] if made.told else []),
        *(f"#   {line}" for line in made.told),
    ]
    form_path.parent.mkdir(exist_ok=True)
    text = yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=110)
    form_path.write_text("\n".join(head) + "\n" + text, encoding="utf-8")
    if described:
        return FromXlsForm(form_path, None, made.told)
    table_path.write_text(_table_yaml(sheet, called, read.title, made.questions), encoding="utf-8")
    return FromXlsForm(form_path, table_path, made.told)


@dataclass
class _Drafting:
    read: XlsForm
    described: DictionaryTable | None
    languages: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ask(self) -> None:
        """Goes through the sheet from its top."""
        self.languages = _languages(self.read)
        if len(self.languages) > 1:
            self.told.append(f"Settings: the title is there once, and stands so in {', '.join(self.languages)}.")
        questions = questions_of(self.read.rows, self.languages[0])
        for number in self.read.skipped:
            self.told.append(f"Row {number}: it is switched off or has no type, and is left out.")
        section: object = None
        notes: list[Row] = []
        for at, row in enumerate(self.read.rows):
            group = row.groups[-1] if row.groups else None
            if group is not section or not self.sections:
                self._tell_notes(notes)
                notes, section = [], group
                self._begin(group)
            if row.type == "note":
                notes.append(row)
            elif at in questions and self._fits(questions[at]):
                self._add(questions[at], notes)
                notes = []
            elif at not in questions:
                self._left_out(row)
        self._tell_notes(notes)
        self.sections = [one for one in self.sections if one["questions"]]

    def words(self, texts: Texts, row: Row | Group | None) -> dict[str, str] | str:
        """A text in every language of the form; where one is missing, that of another stands there, which is told."""
        first = texts.get(self.languages[0]) or texts.get("") or next(iter(texts.values()))
        if len(self.languages) == 1:
            return without_references(first)
        lacking = [language for language in self.languages if not texts.get(language)]
        if row and (lacking := [language for language in lacking if "" not in texts or language != self.languages[0]]):
            self._tell(row, f"it has a text that is not there in {', '.join(lacking)}: another language stands there.")
        return {language: without_references(texts.get(language) or first) for language in self.languages}

    def _begin(self, group: Group | None) -> None:
        title = group.label if group and group.label else {"": self.read.title}
        self.sections.append({"title": self.words(title, group), "questions": []})

    def _fits(self, question: Question) -> bool:
        """Whether the question can be asked; a name that Caseline needs itself is changed, and told."""
        row = question.row
        if question.field.name.lower() in RESERVED:
            question.field = question.field.model_copy(update={"name": f"{row.name}_answer"})
            self._tell(row, f"its field is called '{question.field.name}', as Caseline needs the name itself.")
        name = question.field.name
        if name.lower() in {one.field.name.lower() for one in self.questions}:
            self._tell(row, "a question of that name is asked already. It is left out.")
            return False
        if self.described:
            known = {one.name: one for one in self.described.fields}
            if name not in known:
                self._tell(row, f"the table '{self.described.full_name}' has no such field. It is left out.")
                return False
            question.field = known[name]
        return True

    def _add(self, question: Question, notes: Sequence[Row]) -> None:
        row, asked = question.row, {one.row.name: one.field for one in self.questions}
        for line in question.told:
            self._tell(row, line)
        written: dict[str, Any] = {"field": question.field.name, "ask": self._ask(question)}
        if row.type in PICTURES and question.field.maps_to == FILE:
            written["upload"] = {"kinds": ["picture"]}
        hints = [*(note.label for note in notes if note.label), *([row.hint] if row.hint else [])]
        for note in notes:
            self._tell(
                note,
                "it is the help of the question after it"
                + (f", whatever its condition says ({_line(note.relevant)})." if note.relevant else "."),
            )
        if hints:
            written["help"] = _joined([self.words(texts, row) for texts in hints])
        always = self._condition(row, asked, written)
        if row.required.lower() in _TRUE and always:
            written["required"] = True
        elif row.required.lower() not in _FALSE:
            why = "its condition is not there" if not always else f"only sometimes it has to be ({_line(row.required)})"
            self._tell(row, f"it need not be answered, as {why}.")
        if len(self.languages) > 1 and question.answers:
            codes = question.field.codes
            written["answers"] = {
                code: self.words(texts or {"": code}, row if row.choices else None)
                for code, texts in question.answers
                if code in codes
            }
        for key, words in _LOST.items():
            if lost := row.cells.get(key):
                self._tell(row, words.format(_line(str(lost))) + ".")
        self.sections[-1]["questions"].append(written)
        self.questions.append(question)

    def _ask(self, question: Question) -> dict[str, str] | str:
        row = question.row
        if any("${" in text for text in (*row.label.values(), *row.hint.values())):
            self._tell(row, "answers are not put into its words: '…' stands there.")
        return self.words(row.label or {"": row.name}, row)

    def _condition(self, row: Row, asked: Mapping[str, DictionaryField], written: dict[str, Any]) -> bool:
        """Writes when the question is asked. False where that cannot be said, and it always is."""
        wanted = [relevant for relevant in (*(group.relevant for group in row.groups), row.relevant) if relevant]
        if not wanted:
            return True
        expression = " and ".join(f"({each})" for each in wanted) if len(wanted) > 1 else wanted[0]
        condition = show_if(expression, asked)
        if condition is None:
            self._tell(row, f"it is always asked, as its condition cannot be said here: {_line(expression)}")
            return False
        written["show_if"] = _plain(condition)
        if condition.is_not:
            self._tell(row, f"it is not asked either while '{condition.field}' has no answer.")
        return True

    def _left_out(self, row: Row) -> None:
        if row.type in ("repeat", "loop"):
            self._tell(row, f"a repeat cannot be asked. It is left out, with {', '.join(row.inside)}.")
        elif row.type in _BY_ITSELF:
            self._tell(row, "who sent it, when and how is written down by itself. It is left out.")
        elif row.type in ("calculate", "hidden"):
            self._tell(row, f"nothing is worked out ({_line(str(row.cells.get('calculate', '')))}). It is left out.")
        else:
            self._tell(row, "a form cannot ask for that. It is left out.")

    def _tell_notes(self, notes: Sequence[Row]) -> None:
        for note in notes:
            self._tell(note, "no question follows it in its group. It is left out.")

    def _tell(self, row: Row | Group, words: str) -> None:
        what = f" ({row.type} {row.name})" if isinstance(row, Row) else " (group)"
        line = f"Row {row.row}{what}: {words}"
        if line not in self.told:
            self.told.append(line)


def _languages(read: XlsForm) -> list[str]:
    """The form's languages, its first one before the others. Texts without one are in the first."""
    named = dict.fromkeys(
        language
        for row in read.rows
        for texts in (row.label, *(group.label for group in row.groups), *(label for _, label in row.choices))
        for language in texts
        if language
    )
    first = read.first_language or ("en" if "en" in named or not named else next(iter(named)))
    return list(dict.fromkeys([first, *named]))


def _joined(words: Sequence[dict[str, str] | str]) -> dict[str, str] | str:
    if isinstance(words[0], str):
        return " ".join(str(one) for one in words)
    return {language: " ".join(one[language] for one in words if isinstance(one, dict)) for language in words[0]}


def _plain(condition: ShowIf) -> dict[str, Any]:
    """A condition as people write it, with whole numbers as such."""
    said = condition.model_dump(by_alias=True, exclude_defaults=True)
    return {name: plain_number(value) if isinstance(value, float) else value for name, value in said.items()}


def _line(text: str) -> str:
    return " ".join(text.split())


def _table_yaml(sheet: Path, name: str, title: str, questions: Sequence[Question]) -> str:
    head = [
        f"# Drafted from {sheet.name}: {len(questions)} questions. After a # stands how sure each guess is. Exports of",
        "# the same form from KoboToolbox or ODK (with XML values and headers) are read by it too.",
        f"extends: {_PLATFORM}/submissions",
        f"table: {name}",
        f"title: {quoted(title)}",
        "grain: one row per submission",
        f'files: ["{name}*.csv", "{name}*.xlsx"]',
        "fields:",
    ]
    return "\n".join([*head, *(line for one in questions for line in _field(one))]) + "\n"


def _field(question: Question) -> Iterator[str]:
    described, guess = question.field, question.guess
    yield f"  - name: {quoted(described.name)}"
    yield f"    meaning: {quoted(described.meaning)}"
    if guess:
        line = f"maps_to: {guess.target}  # {guess.sure}: {guess.why}"
        yield f"    {line}" if question.in_force else f"    # {line}; take the first # away if that is so"
    if described.type != "text":
        yield f"    type: {described.type}"
    yield f"    sensitivity: {described.sensitivity}" + ("" if guess else "  # not known what it is: hidden from most")
    if described.split:
        yield '    split: " "'
    if described.codes:
        yield "    codes:"
        for code, detail in described.codes.items():
            score = "" if detail.score is None else f", score: {detail.score:g}"
            yield f"      {quoted(code)}: {{label: {quoted(detail.label)}{score}}}"
