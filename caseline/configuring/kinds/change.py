"""What a change is: named values, a sentence, and an edit of the organisation's own files."""

import re
from abc import abstractmethod
from typing import Annotated, Any, ClassVar, get_origin

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.fields import FieldInfo

from caseline.configuring.edited import Edited
from caseline.configuring.known import Known
from caseline.ground.names import slug
from caseline.ground.yaml_files import FRONT_MATTER_FENCE, Strict

SETTINGS_FILE = "organization.yml"
OF = "of"


class Change(Strict):
    """One change of an organisation's words. Its fields are what has to be said; `of` names what each is one of."""

    title: ClassVar[str]
    """What a person calls it."""

    @abstractmethod
    def said(self, known: Known) -> str:
        """What it does, in a sentence."""

    @abstractmethod
    def apply(self, edited: Edited, known: Known) -> None:
        """Edit the files. Raises CaselineError where it cannot be done."""

    def named(self) -> str:
        """What is changed, for the audit log: the kind, and what it names of what there is. No words of its own."""
        named = [
            value
            for name, field in self.asked().items() if what_of(field) and name in self.model_fields_set
            for value in _several(getattr(self, name))
        ]  # fmt: skip
        return " ".join([str(type(self).model_fields["change"].default), *named])

    @classmethod
    def asked(cls) -> dict[str, FieldInfo]:
        """What has to be said, by name."""
        return {name: field for name, field in cls.model_fields.items() if name != "change"}


def one_of(what: str, description: str, **more: Any) -> Any:
    """A field whose values are the choices of a kind."""
    return Field(description=description, json_schema_extra={OF: what}, **more)


def what_of(field: FieldInfo) -> str:
    """The kind whose choices are the field's values; empty where anything can be said."""
    extra = field.json_schema_extra
    return str(extra.get(OF, "")) if isinstance(extra, dict) else ""


def _several(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _listed(value: Any) -> Any:
    """Several values as people write them, with ; or line ends between."""
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[;\n]", value) if part.strip()]
    return value


def is_listed(field: FieldInfo) -> bool:
    """Whether a field takes several values."""
    return get_origin(field.annotation) is list


def _on_one_line(text: str) -> str:
    # as whoever reads the files splits them: also at vertical tabs and at U+0085, U+2028 and U+2029
    if text.splitlines() != [text]:
        raise ValueError("has to be words on one line, with no line end of any kind.")
    return text


def _prose(text: str) -> str:
    if _STRUCTURE.match(text):
        raise ValueError(f"'{text[:20]}' would be read as a part of the file: word it otherwise.")
    return text


_STRUCTURE = re.compile(r"[#>*+|`=~_-]|\d+[.)]\s|[A-Z][a-z]+(?: [a-z]+){0,3}:")
"""How lines of Markdown begin that are more than words, and parts of a code."""
Listed = Annotated[list[str], BeforeValidator(_listed)]
Line = Annotated[str, Field(min_length=1), AfterValidator(_on_one_line)]
"""Words on one line."""
Prose = Annotated[Line, AfterValidator(_prose)]
"""Words on one line of Markdown, which stay words."""
Phrases = Annotated[list[Prose], BeforeValidator(_listed)]


def free_id(title: str, taken: list[str], fallback: str) -> str:
    """An ID made of a title that is nobody's yet."""
    made = slug(title)[:40].strip("_")
    made = made if made[:1].isalpha() else fallback
    return next(one for one in (made, *(f"{made}_{number}" for number in range(2, 999))) if one not in taken)


def quoted(words: list[str]) -> str:
    return ", ".join(f"“{one}”" for one in words)


def front_matter(text: str) -> tuple[str, str, str]:
    """A Markdown file in three: the first fence, its settings, and from the second fence on."""
    fence = f"{FRONT_MATTER_FENCE}\n"
    begins = text.index(fence) + len(fence)
    ends = text.index(f"\n{FRONT_MATTER_FENCE}", begins) + 1
    return text[:begins], text[begins:ends], text[ends:]
