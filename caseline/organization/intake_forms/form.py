"""A form as its file says it: words by language, sections, questions by field of the data dictionary, consent."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from caseline.ground.yaml_files import Strict
from caseline.organization.intake_forms.sent_files import KIND_NAMES, MOST_MEGABYTES, KindName

FOLDER = "forms"
"""The folder of forms beside `data_dictionary`."""
Stage = Literal["baseline", "mid", "exit", "follow_up"]
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def _as_words(value: Any) -> Any:
    """A plain text is in the form's first language."""
    return {"": str(value)} if isinstance(value, str | int | float) else value


Words = Annotated[dict[str, str], BeforeValidator(_as_words)]
"""A text by language; under '' it is in the first language of the form."""


class ShowIf(Strict):
    """When a question is asked: by the answer to one before it. One of the conditions is given."""

    field: str
    is_: list[str] = Field(default_factory=list, alias="is")
    is_not: list[str] = Field(default_factory=list)
    at_least: float | None = None
    at_most: float | None = None

    @field_validator("is_", "is_not", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        return [str(one) for one in (value if isinstance(value, list) else [value])]

    @model_validator(mode="after")
    def _says_when(self) -> "ShowIf":
        if not (self.is_ or self.is_not or self.at_least is not None or self.at_most is not None):
            raise ValueError("nothing says which answer: write 'is', 'is_not', 'at_least' or 'at_most'")
        return self

    def holds(self, values: list[str]) -> bool:
        """Whether these answers to its field have the question asked."""
        if self.is_ and not set(values) & set(self.is_):
            return False
        if self.is_not and (not values or set(values) & set(self.is_not)):
            return False
        if self.at_least is None and self.at_most is None:
            return True
        try:
            number = float(values[0].replace(",", ""))
        except (IndexError, ValueError):
            return False
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


class Upload(Strict):
    """What may be sent as the answer to a question whose field is a file (`document.file`)."""

    kinds: list[KindName] = Field(default_factory=lambda: list(KIND_NAMES), min_length=1)
    megabytes: int = Field(default=MOST_MEGABYTES, ge=1, le=MOST_MEGABYTES)


class Question(Strict):
    """One question: a field of the data dictionary, or all those of a screen. Without `ask`, its name is asked."""

    field: str = ""
    screen: str = ""
    """In place of a field: every field of the table that answers this screen, in the order of the dictionary."""
    of: str | None = None
    """The table of the field, where it is another than the form's."""
    ask: Words = Field(default_factory=dict)
    help: Words = Field(default_factory=dict)
    required: bool = False
    show_if: ShowIf | None = None
    upload: Upload | None = None
    answers: dict[str, Words] = Field(default_factory=dict)
    """Words for the codes of the field; those not named are shown by their label in the dictionary."""

    @field_validator("answers", mode="before")
    @classmethod
    def _codes_are_words(cls, answers: Any) -> Any:
        return {str(code): words for code, words in answers.items()} if isinstance(answers, dict) else answers

    @model_validator(mode="after")
    def _asks_something(self) -> "Question":
        if bool(self.field) == bool(self.screen):
            raise ValueError("a question is a 'field' of the data dictionary or a 'screen', one of the two")
        return self


class Section(Strict):
    title: Words
    help: Words = Field(default_factory=dict)
    questions: list[Question] = Field(min_length=1)


class Consent(Strict):
    """What a client agrees to by a version of the text: whoever changes the text gives it another version."""

    version: str = Field(min_length=1, max_length=40)
    text: Words
    agree: Words
    refuse: Words
    scope: str | None = None
    """With whom it lets share, as `network_scopes` in organization.yml or an agency is called."""
    lasts_months: int | None = Field(default=None, ge=1, le=120)
    signature: bool | Literal["drawn"] = False
    """Whether whoever agrees types their name; `drawn`: draws it, or types it where they cannot draw."""

    @field_validator("version", mode="before")
    @classmethod
    def _as_written(cls, version: Any) -> Any:
        return str(version)


class FollowUp(Strict):
    """When the form is asked again after somebody left or came, by a link to each client."""

    after: Literal["exit", "entry"] = "exit"
    months: list[int] = Field(min_length=1)
    open_days: int = Field(default=45, ge=1, le=180)
    remind_after_days: list[int] = Field(default_factory=lambda: [7, 21])

    @field_validator("months")
    @classmethod
    def _months_rise(cls, months: list[int]) -> list[int]:
        if any(not 1 <= month <= 120 for month in months) or sorted(set(months)) != months:
            raise ValueError("months are whole numbers from 1 to 120, each larger than the one before")
        return months


class Form(Strict):
    """One form."""

    table: str
    """The described table of whose fields it asks."""
    title: Words
    intro: Words = Field(default_factory=dict)
    thanks: Words = Field(default_factory=dict)
    languages: list[Annotated[str, Field(pattern=LANGUAGE)]] = Field(default_factory=lambda: ["en"], min_length=1)
    words: dict[str, Words] = Field(default_factory=dict)
    """Words of buttons and messages in languages that Caseline has none for, or other words than its own."""
    affiliate: str | None = None
    """Whose submissions they are, where anybody may fill it in."""
    program: str | None = None
    stage: Stage | None = None
    public: bool = True
    """Whether it has an address of its own; else it is asked by a link to one client alone."""
    keep_on_device: bool = True
    """Whether what somebody types is kept in their browser until it is sent; not on a device that many share."""
    consent: Consent | None = None
    sections: list[Section] = Field(default_factory=list)
    follow_up: FollowUp | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> "Form":
        if not self.sections and not self.consent:
            raise ValueError("it asks nothing: write 'sections' with questions, or 'consent'")
        return self

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Words]]:
        """Every text that clients read, with where it stands."""
        for name in ("title", "intro", "thanks"):
            yield (name,), getattr(self, name)
        if self.consent:
            for name in ("text", "agree", "refuse"):
                yield ("consent", name), getattr(self.consent, name)
        for at, section in enumerate(self.sections):
            yield ("sections", at, "title"), section.title
            yield ("sections", at, "help"), section.help
            for number, question in enumerate(section.questions):
                place = ("sections", at, "questions", number)
                yield (*place, "ask"), question.ask
                yield (*place, "help"), question.help
                for code, words in question.answers.items():
                    yield (*place, "answers", code), words
