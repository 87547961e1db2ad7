"""One organisation: its affiliates, sites, programs, funders and settings, read from `organization.yml`."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, PrivateAttr, field_validator, model_validator

from caseline.ground.errors import CaselineError, ConfigurationError
from caseline.ground.yaml_files import Strict, did_you_mean, line_of, load_yaml
from caseline.organization.alerts import Alerts
from caseline.organization.apis import Api
from caseline.organization.caution import LOST_ROWS_PERCENT
from caseline.organization.language_model import LanguageModel
from caseline.organization.retention import Retention
from caseline.organization.roles import Person, Role, SignIn

Slug = Field(pattern=r"^[a-z][a-z0-9_]*$")
MOST_WORKERS = 64
FEWEST_HIDDEN = 3
"""The lowest threshold that still hides anything: one client of two."""


Share = Literal["all", "with_consent", "never"]


class Site(Strict):
    id: str = Slug
    name: str


class Affiliate(Strict):
    """A member of the network (or the organisation itself); its exports lie in `data/<id>/`."""

    id: str = Slug
    name: str
    sites: list[Site] = Field(default_factory=list)
    share: Share = "all"
    """Which of its records may be linked with those of other affiliates."""
    unattended_merging: bool = True
    """Whether a machine may join its records without a person confirming it."""


class Program(Strict):
    id: str = Slug
    name: str
    description: str = ""


class Funder(Strict):
    id: str = Slug
    name: str


class Branding(Strict):
    """How pages and documents look: white-label from this one place."""

    short_name: str = ""
    accent: str = Field(default="#1f5f8b", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: str = Field(default="", pattern=r"^([A-Za-z0-9_-]+\.(svg|png))?$")
    """A picture beside organization.yml, shown on forms for clients and in documents."""
    font: str = ""
    """The family that documents are set in, its files in `fonts/` beside organization.yml; left out: DejaVu Sans."""
    sender: str = ""
    """Who sends documents: name, address, e-mail, as they are to stand on the cover."""
    footer: str = ""
    """What stands at the foot of every page of a document; left out: the organisation and the report's title."""


class Nightly(Strict):
    """When the nightly run starts, on the clock of the place."""

    at: str = Field(default="02:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    timezone: str = "UTC"

    @field_validator("at", mode="before")
    @classmethod
    def _as_written(cls, at: object) -> object:
        """YAML reads an unquoted 14:30 as the number of its minutes."""
        return f"{at // 60:02}:{at % 60:02}" if isinstance(at, int) else at

    @field_validator("timezone")
    @classmethod
    def _exists(cls, timezone: str) -> str:
        if timezone not in available_timezones():
            raise ValueError(f"'{timezone}' is not a time zone. Write one such as America/Los_Angeles, or UTC.")
        return timezone

    @property
    def cron(self) -> str:
        hour, minute = self.at.split(":")
        return f"{int(minute)} {int(hour)} * * *"


class Thresholds(Strict):
    """Numbers that decide what is late, silent, doubtful or too small to publish. Days unless said otherwise."""

    as_of: date | Literal["latest"] = "latest"
    small_cell_threshold: int = Field(default=11, ge=0)
    escalation_days: int = Field(default=7, ge=0)
    mismatch_days: int = Field(default=14, ge=0, le=60)
    """How long before a survey a note may be that contradicts it: surveys ask about now, or the last two weeks."""
    mismatch_days_after: int = Field(default=7, ge=0, le=14)
    """How long after it: what comes to light within days was there; what a note says weeks later is news."""
    silence_days: int = Field(default=60, ge=1)
    exit_survey_days: int = Field(default=30, ge=0)
    followup_days: int = Field(default=180, ge=1)
    goal_review_days: int = Field(default=90, ge=1)
    attention_days: int = Field(default=30, ge=0)
    lost_rows_percent: int = Field(default=LOST_ROWS_PERCENT, ge=0, le=100)
    review_below_confidence: float = Field(default=0.6, ge=0, le=1)
    canary_drop: float = Field(default=0.05, ge=0, le=1)
    """How far a skill's agreement with people (macro F1) may fall before its new codes wait for a person."""
    review_first_uses: int = Field(default=3, ge=0)


class Unmeasured(Strict):
    """A code that is counted outside though nobody measured how well it is found: who decided so, and why."""

    code: str
    """As reports name it, such as `pets.dog`, or a skill for all its codes."""
    because: str = Field(min_length=1)
    decided_by: str = Field(min_length=1)
    decided_on: date


class Sharing(Strict):
    """How counts of people leave the organisation. `rounded`: in steps of half of `threshold`; `full`: as they are.

    Full counts, or a threshold below the organisation's own, need a reason and who decided so.
    """

    counts: Literal["rounded", "full"] = "rounded"
    threshold: int | None = Field(default=None, ge=FEWEST_HIDDEN)
    because: str = ""
    decided_by: str = ""
    decided_on: date | None = None

    @model_validator(mode="after")
    def _full_counts_have_a_reason(self) -> "Sharing":
        if self.counts == "full" and not self.is_decided:
            raise ValueError("full counts need 'because', 'decided_by' and 'decided_on'.")
        return self

    @property
    def is_decided(self) -> bool:
        """Whether somebody answers for it."""
        return bool(self.because and self.decided_by and self.decided_on)


def require_reason(sharing: Sharing, usual: int, where: str) -> None:
    """Raises ValueError where a threshold is below the `usual` one and nobody answers for it."""
    if sharing.threshold is not None and sharing.threshold < usual and not sharing.is_decided:
        raise ValueError(f"{where}: a threshold below {usual} needs 'because', 'decided_by' and 'decided_on'.")


class Organization(Strict):
    """An organisation as its own folder describes it."""

    id: str = Slug
    name: str
    about: str = ""
    branding: Branding = Field(default_factory=Branding)
    affiliates: list[Affiliate] = Field(min_length=1)
    programs: list[Program] = Field(default_factory=list)
    funders: list[Funder] = Field(default_factory=list)
    network_scopes: list[str] = ["network", "the network", "whole network", "the whole network", "all", "all agencies"]
    """Words a consent form uses for sharing with everybody; upper and lower case are alike."""
    skills: list[str] | None = None
    """The coding skills that read the notes; none named: the shipped ones and its own."""
    embedded_reader: Literal["encoder", "rules"] = "encoder"
    """Who reads notes where no language model is named: a small trained encoder with rules, or rules alone."""
    second_reader: str | None = Field(default=None, min_length=1)
    """Who reads every note beside the first: `embedded`, or the name of a model behind the endpoint."""
    language_model: LanguageModel = Field(default_factory=LanguageModel)
    count_unmeasured: list[Unmeasured] = Field(default_factory=list)
    """Codes that may be counted outside the organisation though nobody measured them on notes that others wrote."""
    apis: list[Api] = Field(default_factory=list)
    """Systems that are asked for their data over their API."""
    date_order: Literal["month first", "day first", "year first"] | None = None
    """How its exports write 3/4/2025 where neither the column's other values nor the data dictionary say."""
    workers: int = Field(default=1, ge=1, le=MOST_WORKERS)
    """How many processes read exports, each those of one affiliate, and notes at once."""
    nightly: Nightly = Field(default_factory=Nightly)
    alerts: Alerts = Field(default_factory=Alerts)
    retention: Retention = Field(default_factory=dict)
    """How long rows of tables are kept; of a table that is not named, for good."""
    settings: Thresholds = Field(default_factory=Thresholds)
    sharing: dict[Literal["funder", "network"], Sharing] = Field(default_factory=dict)
    """How counts of people leave, by audience; one that is not named gets them rounded."""
    roles: dict[Annotated[str, Slug], Role] = {
        "director": Role(sees="identifier"), "analyst": Role(sees="sensitive"), "funder": Role(sees="open"),
    }  # fmt: skip
    people: list[Person] = Field(default_factory=list)
    """Who may sign in to the application, and as what."""
    sign_in: SignIn = Field(default_factory=SignIn)
    _folder: Path = PrivateAttr()

    @field_validator("affiliates")
    @classmethod
    def _affiliates_differ(cls, affiliates: list[Affiliate]) -> list[Affiliate]:
        ids = [affiliate.id for affiliate in affiliates]
        if len(set(ids)) < len(ids):
            raise ValueError("two affiliates have the same id")
        return affiliates

    @field_validator("programs")
    @classmethod
    def _programs_differ(cls, programs: list[Program]) -> list[Program]:
        ids = [program.id for program in programs]
        if len(set(ids)) < len(ids):
            raise ValueError("two programs have the same id")
        return programs

    @field_validator("roles", mode="before")
    @classmethod
    def _a_word_is_what_a_role_sees(cls, roles: object) -> object:
        if not isinstance(roles, dict):
            return roles
        return {name: {"sees": role} if isinstance(role, str) else role for name, role in roles.items()}

    @model_validator(mode="after")
    def _roles_name_what_there_is(self) -> "Organization":
        known = {"affiliates": self.affiliate_ids, "programs": [program.id for program in self.programs]}
        for name, role in self.roles.items():
            for kind, ids in known.items():
                for wanted in getattr(role, kind):
                    if wanted not in ids:
                        raise ValueError(
                            f"role '{name}' names '{wanted}', which is not under '{kind}'. {did_you_mean(wanted, ids)}"
                        )
        return self

    @model_validator(mode="after")
    def _lower_thresholds_have_a_reason(self) -> "Organization":
        for audience, sharing in self.sharing.items():
            require_reason(sharing, self.settings.small_cell_threshold, f"sharing > {audience}")
        return self

    @model_validator(mode="after")
    def _people_have_roles(self) -> "Organization":
        emails = [person.email for person in self.people]
        for person in self.people:
            if person.role not in self.roles:
                raise ValueError(
                    f"'{person.email}' has the role '{person.role}', which is not under 'roles'. "
                    f"{did_you_mean(person.role, list(self.roles))}"
                )
            if emails.count(person.email) > 1:
                raise ValueError(f"'{person.email}' stands twice under 'people'")
        return self

    def role(self, name: str) -> Role:
        """Raises CaselineError, naming the roles there are."""
        if name not in self.roles:
            raise CaselineError(
                f"There is no role '{name}'. Roles of {self.name}: {', '.join(self.roles)}. "
                "They are set under 'roles' in organization.yml."
            )
        return self.roles[name]

    @property
    def folder(self) -> Path:
        return self._folder

    def require_affiliate(self, affiliate: str | None) -> None:
        """Raises CaselineError, naming those there are, when `affiliate` is named and is none of them."""
        if affiliate is not None and affiliate not in self.affiliate_ids:
            raise CaselineError(
                f"There is no affiliate '{affiliate}'. Affiliates of {self.name}: {', '.join(self.affiliate_ids)}."
            )

    @property
    def affiliate_ids(self) -> list[str]:
        return [affiliate.id for affiliate in self.affiliates]


def load_organization(folder: Path) -> Organization:
    """Read and check `organization.yml`. Raises ConfigurationError(s) that name file, line and fix."""
    organization = load_yaml(folder / "organization.yml", Organization)
    organization._folder = folder
    logo = organization.branding.logo
    if logo and not (folder / logo).is_file():
        raise ConfigurationError(
            f"There is no picture '{logo}' beside this file",
            file=folder / "organization.yml",
            line=line_of(folder / "organization.yml", ("branding", "logo")),
            fix="Put it there, or take 'logo' out of 'branding'.",
        )
    font = organization.branding.font
    if font and not any((folder / "fonts").glob("*.[ot]tf")):
        raise ConfigurationError(
            f"There are no files of the font '{font}' in fonts/ beside this file",
            file=folder / "organization.yml",
            line=line_of(folder / "organization.yml", ("branding", "font")),
            fix="Put its .ttf or .otf files there, or take 'font' out of 'branding'.",
        )
    return organization
