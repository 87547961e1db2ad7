"""Reads `forms/*.yml` and says in a sentence, with file and line, what does not fit the data dictionary."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from caseline.ground.errors import ConfigurationError, ConfigurationErrors, gathered
from caseline.ground.yaml_files import did_you_mean, line_of, load_yaml
from caseline.organization.described_table import DictionaryField, DictionaryTable
from caseline.organization.intake_forms import resolved
from caseline.organization.intake_forms.form import Form, Question, ShowIf, Words
from caseline.organization.intake_forms.resolved import Asked, AskedSection, IntakeForm
from caseline.organization.intake_forms.words import WORDS, languages_with_words

_NOT_ASKED = ("submission.client_ref", "submission.client_ref_source", "submission.date")
_SCREEN = "assessment."
Place = tuple[str | int, ...]


def load_forms(folder: Path, tables: Iterable[DictionaryTable]) -> list[IntakeForm]:
    """Every form of an organisation, by name. Raises ConfigurationErrors."""
    by_name = {table.full_name: table for table in tables}
    found: list[IntakeForm] = []
    problems: list[ConfigurationError] = []
    for path in sorted(folder.glob("*.yml")):
        with gathered(problems):
            reading = _Reading(path, load_yaml(path, Form), by_name)
            found.append(reading.resolved())
    if problems:
        raise ConfigurationErrors(problems)
    return found


def check_places(forms: Sequence[IntakeForm], affiliates: Sequence[str], programs: Sequence[str]) -> None:
    """Raises ConfigurationErrors where a form names an affiliate or program that there is not, or is open to everybody
    and says not whose it is."""
    problems = []
    for form in forms:
        for name, value, known in (
            ("affiliate", form.form.affiliate, affiliates), ("program", form.form.program, programs),
        ):  # fmt: skip
            if value is not None and value not in known:
                line = line_of(form.file, (name,))
                words = f"There is no {name} '{value}' in organization.yml"
                problems.append(
                    ConfigurationError(words, file=form.file, line=line, fix=did_you_mean(value, list(known)))
                )
        if form.form.public and form.form.affiliate is None and len(affiliates) > 1:
            words = "Anybody may fill in this form, and nothing says whose submissions they are"
            fix = (
                f"Write 'affiliate:' with one of {', '.join(affiliates)}; or 'public: false' where links alone ask it."
            )
            problems.append(ConfigurationError(words, file=form.file, line=1, fix=fix))
    if problems:
        raise ConfigurationErrors(problems)


class _Reading:
    def __init__(self, path: Path, form: Form, tables: dict[str, DictionaryTable]) -> None:
        self._path, self._form, self._tables = path, form, tables
        self._problems: list[ConfigurationError] = []
        self._names: dict[str, Asked] = {}

    def resolved(self) -> IntakeForm:
        """Raises ConfigurationErrors."""
        form, name = self._form, self._path.stem
        if not name.isidentifier() or name != name.lower():
            self._wrong(f"'{name}' will not do as the name of a form", (), "Name the file as in 'intake_short.yml'.")
        sections = [
            AskedSection(section.title, section.help, list(self._asked_in(at, section.questions)))
            for at, section in enumerate(form.sections)
        ]
        self._check_words()
        version = hashlib.sha256(self._path.read_bytes()).hexdigest()[:8]
        made = IntakeForm(name, self._path, version, form, sections)
        if form.public and not made.telling_who:
            fix = "Ask for a name or a birth date (a field that maps to person.*), or write 'public: false'."
            self._wrong("Anybody may fill in this form, and no question says who they are", ("public",), fix)
        if form.follow_up and form.stage not in (None, "follow_up"):
            self._wrong(
                "A follow-up is of the stage follow_up", ("stage",), "Write 'stage: follow_up', or leave it out."
            )
        if self._problems:
            raise ConfigurationErrors(self._problems)
        return made

    def _asked_in(self, at: int, questions: Sequence[Question]) -> Iterator[Asked]:
        for number, question in enumerate(questions):
            place: Place = ("sections", at, "questions", number)
            for field in self._fields(question, place):
                one = resolved.asked(question, field)
                if field.name in self._names:
                    self._wrong(f"'{field.name}' is asked twice", place, "Take one of the two out.")
                    continue
                if question.show_if:
                    self._check_condition(question.show_if, place)
                self._check_field(question, field, place)
                self._names[field.name] = one
                yield one

    def _fields(self, question: Question, place: Place) -> list[DictionaryField]:
        name = question.of or self._form.table
        table = self._tables.get(name)
        if table is None:
            where = (*place, "of") if question.of else ("table",)
            self._wrong(
                f"The data dictionary describes no table '{name}'", where, did_you_mean(name, list(self._tables))
            )
            return []
        if question.screen:
            begins = f"{_SCREEN}{question.screen}_"
            found = [field for field in table.fields if (field.maps_to or "").startswith(begins)]
            if not found:
                fix = f"Describe its questions there with 'maps_to: {begins}...', as docs/screens.md says."
                self._wrong(f"No field of '{name}' answers the screen '{question.screen}'", (*place, "screen"), fix)
            return found
        by_name = {field.name: field for field in table.fields}
        if question.field not in by_name:
            words = f"'{question.field}' is no field of '{name}' in the data dictionary"
            self._wrong(words, (*place, "field"), did_you_mean(question.field, list(by_name)))
            return []
        return [by_name[question.field]]

    def _check_field(self, question: Question, field: DictionaryField, place: Place) -> None:
        if field.maps_to in _NOT_ASKED:
            words = f"'{field.name}' is not for a client to say: who and when is written down by itself"
            self._wrong(words, place, "Take the question out.")
        if (field.maps_to or "").startswith("consent.") and self._form.consent:
            words = f"'{field.name}' is asked by the form's own 'consent' already"
            self._wrong(words, place, "Take the question out, or the 'consent' of the form.")
        if field.name.lower() in resolved.RESERVED:
            self._wrong(
                f"'{field.name}' is what Caseline itself writes down", place, "Rename it in the data dictionary."
            )
        if "/" in field.name:
            self._wrong(f"'{field.name}' stands in a group or repeat, which a form cannot ask", place, "Take it out.")
        if field.type == "code" and not field.codes:
            fix = "Write its 'codes' into the data dictionary."
            self._wrong(f"'{field.name}' has no answers to choose from", place, fix)
        if question.upload and field.maps_to != resolved.FILE:
            fix = f"Map it to {resolved.FILE} in the data dictionary, or take 'upload' out."
            self._wrong(f"The answer to '{field.name}' is no file", (*place, "upload"), fix)
        for code in question.answers:
            if code not in field.codes:
                fix = did_you_mean(code, list(field.codes)) if field.codes else "It is answered freely: take them out."
                self._wrong(f"'{code}' is no answer to '{field.name}'", (*place, "answers", code), fix)

    def _check_condition(self, condition: ShowIf, place: Place) -> None:
        before = self._names.get(condition.field)
        if before is None:
            words = f"'{condition.field}' under 'show_if' is not asked before this question"
            fix = did_you_mean(condition.field, list(self._names)) if self._names else "Ask it first."
            self._wrong(words, (*place, "show_if"), fix)
            return
        for value in (*condition.is_, *condition.is_not):
            if before.field.codes and value not in before.field.codes:
                words = f"'{value}' is no answer to '{condition.field}'"
                self._wrong(words, (*place, "show_if"), did_you_mean(value, list(before.field.codes)))

    def _check_words(self) -> None:
        """Every text is there in every language, and so are the words of buttons."""
        languages = self._form.languages
        for place, words in self._form.texts():
            if unknown := sorted(set(words) - {"", *languages}):
                fix = f"Write it under 'languages', or take it out: {', '.join(languages)}."
                self._wrong(f"'{unknown[0]}' is no language of this form", place, fix)
            for language in self._lacking(words):
                self._wrong(f"This text is not there in '{language}'", place, f"Add '{language}: ...'.")
        if len(languages) > 1:
            self._check_names(languages)
        for language in languages:
            if language not in languages_with_words():
                lacks = [name for name in WORDS if not self._form.words.get(name, {}).get(language)]
                if lacks:
                    fix = f"Write them under 'words', each by language. Missing: {', '.join(lacks[:5])}" + (
                        f" and {len(lacks) - 5} more." if len(lacks) > 5 else "."
                    )
                    self._wrong(f"Caseline has no words for buttons and messages in '{language}'", ("languages",), fix)
        for name in self._form.words:
            if name not in WORDS:
                self._wrong(
                    f"'{name}' is no text of buttons and messages", ("words", name), did_you_mean(name, list(WORDS))
                )

    def _lacking(self, words: Words) -> list[str]:
        if not words:
            return []
        there = {self._form.languages[0] if language == "" else language for language in words}
        return [language for language in self._form.languages if language not in there]

    def _check_names(self, languages: Sequence[str]) -> None:
        """In several languages a question cannot be asked by its name in the dictionary, nor answered by labels."""
        for at, section in enumerate(self._form.sections):
            for number, question in enumerate(section.questions):
                place: Place = ("sections", at, "questions", number)
                if question.field and not question.ask:
                    self._wrong(
                        f"'{question.field}' is asked in {languages[0]} alone", place, "Add 'ask:' by language."
                    )
                if question.screen:
                    words = f"The screen '{question.screen}' has words in {languages[0]} alone"
                    self._wrong(words, place, "Ask its questions one by one, each with 'ask:' by language.")
                one = self._names.get(question.field)
                lacking = [code for code in one.codes if code not in question.answers] if one else []
                if lacking:
                    words = f"The answer '{lacking[0]}' to '{question.field}' has words in {languages[0]} alone"
                    self._wrong(
                        words, place, f"Add it under 'answers:', as in '{lacking[0]}: {{{languages[1]}: ...}}'."
                    )

    def _wrong(self, problem: str, place: Place, fix: str) -> None:
        self._problems.append(ConfigurationError(problem, file=self._path, line=line_of(self._path, place), fix=fix))
