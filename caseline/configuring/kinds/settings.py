"""Changes of `organization.yml`: numbers, how long things are kept, who sees what, who is told."""

from abc import abstractmethod
from typing import Annotated, Any, Literal

from caseline.configuring.edited import Edited
from caseline.configuring.kinds.change import SETTINGS_FILE, Change, Line, Listed, one_of
from caseline.configuring.known import Known
from caseline.ground.names import slug
from caseline.ground.yaml_editing import YamlText, plain_number


class _Setting(Change):
    """A change of organization.yml."""

    def apply(self, edited: Edited, known: Known) -> None:
        text = YamlText(edited.read(SETTINGS_FILE))
        self._edit(text, known)
        edited.write(SETTINGS_FILE, text.text)

    @abstractmethod
    def _edit(self, text: YamlText, known: Known) -> None:
        """Edit the text of the file."""


class SetNumber(_Setting):
    title = "Change a number: when something is late, silent, small or doubtful"
    change: Literal["set_number"] = "set_number"
    setting: Annotated[str, one_of("number", "Which number")]
    number: Annotated[float, one_of("", "What it is from now on", ge=0)]

    def said(self, known: Known) -> str:
        return f"{known.title('number', self.setting)}: {self.number:g} from now on."

    def _edit(self, text: YamlText, known: Known) -> None:
        text.set(("settings", self.setting), plain_number(self.number))


class SetRetention(_Setting):
    title = "Say how long something is kept"
    change: Literal["set_retention"] = "set_retention"
    table: Annotated[str, one_of("kept", "What")]
    period: Annotated[Line, one_of("", "How long: 7 years, 18 months, 90 days")]

    def said(self, known: Known) -> str:
        return f"{known.title('kept', self.table)} are kept for {self.period}, and erased for good after that."

    def _edit(self, text: YamlText, known: Known) -> None:
        text.set(("retention", self.table), self.period)


class SetRole(_Setting):
    title = "Add a role, or change what it sees"
    change: Literal["set_role"] = "set_role"
    role: Annotated[Line, one_of("role", "Which role; a new name makes a new one")]
    sees: Annotated[
        Literal["open", "quasi-identifier", "sensitive", "identifier"], one_of("sees", "The most that it sees")
    ]
    programs: Annotated[
        Listed, one_of("program", "Only these programs; the word all: every one; left out: as now")
    ] = []
    may: Annotated[Listed, one_of("act", "What it may do besides reading; left out: as now, a new role nothing")] = []

    def said(self, known: Known) -> str:
        only = ""
        if "programs" in self.model_fields_set:
            named = ", ".join(known.title("program", one) for one in self.programs)
            only = f", only of {named}" if named else ", of all programs"
        role = slug(self.role)
        sentence = f"Whoever is {role.replace('_', ' ')} sees: {known.title('sees', self.sees).lower()}{only}."
        if self.may or role not in known.organization.roles:
            may = ", ".join(known.title("act", one).lower() for one in self.may) or "nothing besides reading"
            sentence += f" It may: {may}."
        return sentence

    def named(self) -> str:
        return super().named().replace(self.role, slug(self.role), 1)

    def _edit(self, text: YamlText, known: Known) -> None:
        role = slug(self.role)
        _write_roles(text, known)
        if role in known.organization.roles:
            _spell_out(text, role)
            text.set(("roles", role, "sees"), self.sees)
            if self.programs:
                text.set(("roles", role, "programs"), self.programs)
            elif "programs" in self.model_fields_set and text.value(("roles", role, "programs")) is not None:
                text.remove(("roles", role, "programs"))
            if self.may:
                text.set(("roles", role, "may"), self.may)
        else:
            programs = {"programs": self.programs} if self.programs else {}
            text.set(("roles", role), {"sees": self.sees, "may": self.may} | programs)


class ShowField(_Setting):
    title = "Say how a role sees a field"
    change: Literal["show_field"] = "show_field"
    role: Annotated[str, one_of("role", "Which role")]
    field: Annotated[str, one_of("field", "Which field")]
    shown: Annotated[Literal["shown", "masked", "band", "absent"], one_of("shown", "How")]

    def said(self, known: Known) -> str:
        how = known.title("shown", self.shown).lower()
        return f"Whoever is {known.title('role', self.role)} sees {known.title('field', self.field)}: {how}."

    def _edit(self, text: YamlText, known: Known) -> None:
        _write_roles(text, known)
        _spell_out(text, self.role)
        text.set(("roles", self.role, "fields", self.field), self.shown)


class AddPerson(_Setting):
    title = "Let somebody sign in"
    change: Literal["add_person"] = "add_person"
    email: Annotated[Line, one_of("", "Email address")]
    name: Annotated[Line, one_of("", "Name")]
    role: Annotated[str, one_of("role", "As what")]

    def said(self, known: Known) -> str:
        return f"{self.name} ({self.email}) may sign in as {known.title('role', self.role)}."

    def _edit(self, text: YamlText, known: Known) -> None:
        text.append(("people",), {"email": self.email, "name": self.name, "role": self.role})

    def named(self) -> str:
        return f"{super().named()} {self.email}"


class AddAlert(_Setting):
    title = "Tell somebody when something happens"
    change: Literal["add_alert"] = "add_alert"
    by: Annotated[Literal["mail", "slack", "teams", "webhook"], one_of("way", "By what")]
    about: Annotated[Listed, one_of("about", "Of what", min_length=1)]
    secret: Annotated[Line, one_of("", "Name of the variable of the environment that holds the address")] = ""

    def said(self, known: Known) -> str:
        way = known.title("way", self.by)
        return f"{way} is told of {', '.join(self.about)}, without anybody's name. {self._variable} holds the address."

    def _edit(self, text: YamlText, known: Known) -> None:
        text.append(("alerts", "to"), {"by": self.by, "secret": self._variable, "about": self.about})

    @property
    def _variable(self) -> str:
        return self.secret or f"ALERTS_{self.by.upper()}"


def _write_roles(text: YamlText, known: Known) -> None:
    """The roles that there are without a word, in words: whoever names one has to name all."""
    if not text.value(("roles",)):
        roles: dict[str, Any] = {
            name: role.sees if role.model_fields_set == {"sees"} else role.model_dump(exclude_unset=True)
            for name, role in known.organization.roles.items()
        }
        text.set(("roles",), roles)


def _spell_out(text: YamlText, role: str) -> None:
    """A role that is one word, as what it sees."""
    said = text.value(("roles", role))
    if isinstance(said, str):
        text.set(("roles", role), {"sees": said})
