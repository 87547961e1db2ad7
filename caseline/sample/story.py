"""What happened to a household: stays in programs, and in each stay contacts, surveys, services, goals, consents."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from caseline.sample.network import (
    FIRST_DAY,
    GOAL_KINDS,
    GOAL_WORDS,
    ITEMS,
    LAST_DAY,
    NEEDS_BY_PROGRAM,
    PROJECTS,
    RISKS_BY_PROGRAM,
    SERVICES,
    WORKERS,
    Project,
    Worker,
)
from caseline.sample.people import Household, Person

HOUSED = 4


@dataclass
class Contact:
    """One contact that leaves a note: `facts` are keys of phrases, `level` where housing stands that day."""

    on: date
    kind: str
    level: int
    facts: list[str] = field(default_factory=list)
    injected: bool = False


@dataclass
class Survey:
    on: date
    stage: str
    scores: dict[str, int]


@dataclass
class ServiceGiven:
    on: date
    name: str
    unit: str
    quantity: int


@dataclass
class Goal:
    kind: str
    text: str
    opened: date
    target: date
    reviewed: date
    status: str
    closed: date | None


@dataclass
class Stay:
    """One person's (with the household's, where `members` has more) time in one project."""

    project: Project
    person: Person
    members: list[Person]
    worker: Worker
    entry: date
    exit: date | None
    result: str
    destination: str
    in_hmis: bool
    in_crm: bool
    needs: list[str]
    goal_kind: str
    start_level: int
    moved_in: date | None = None
    levels: list[tuple[date, int]] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    surveys: list[Survey] = field(default_factory=list)
    services: list[ServiceGiven] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    consent_given: bool = True
    consent_expires: date | None = None
    income: tuple[int, int] = (0, 0)

    @property
    def last_day(self) -> date:
        return self.exit or LAST_DAY

    @property
    def days(self) -> int:
        return (self.last_day - self.entry).days

    def level_on(self, day: date) -> int:
        return [level for since, level in self.levels if since <= day or since == self.entry][-1]


def tell(household: Household, rng: Random) -> list[Stay]:
    """Every stay of a household, in order of entry."""
    stays: list[Stay] = []
    entry = FIRST_DAY + timedelta(days=rng.randint(0, 860))
    for person, key in _paths(household, entry, rng):
        if stays:
            entry = entry + timedelta(days=rng.randint(20, 260))
        if entry > LAST_DAY - timedelta(days=25):
            break
        stays.append(_stay(household, person, PROJECTS[key], entry, rng))
    return stays


def _paths(household: Household, day: date, rng: Random) -> list[tuple[Person, str]]:
    head, kind = household.head, household.kind()
    first = {
        "youth": ("river_tlp", "river_youth", "river_youth", "north_work" if head.age(day) >= 18 else "river_youth"),
        "single": ("east_shelter", "east_shelter", "east_rrh", "north_work", "north_work", "north_rrh"),
        "couple": ("east_shelter", "east_rrh", "north_rrh", "north_work"),
        "family": ("east_shelter", "east_rrh", "river_family", "river_family", "east_family", "north_rrh"),
    }[kind]
    path = [(head, rng.choice(first))]
    chance = 0.55 if kind == "family" else 0.4
    while len(path) < 4 and rng.random() < chance:
        choices = [(head, "east_rrh")] if path[-1][1] == "east_shelter" and rng.random() < 0.6 else []
        if not choices:
            choices = [(head, "north_work"), (head, "north_rrh"), (head, "east_shelter")]
            choices += [(head, "river_family"), (head, "east_family")] if household.children else []
            choices += [(c, "river_youth") for c in household.children if c.age(day) >= 12]
            choices += [(head, "river_youth")] if kind == "youth" else []
        step = rng.choice(choices)
        if step not in path and not (step[1].startswith("north") and head.age(day) < 18):
            path.append(step)
        chance *= 0.6
    return path


def _stay(household: Household, person: Person, project: Project, entry: date, rng: Random) -> Stay:
    length = rng.randint(*project.days)
    exit_day = entry + timedelta(days=length)
    result = rng.choices(("success", "partial", "none", "worse"), (50, 25, 15, 10))[0]
    together = person is household.head and project.program in ("housing", "family_support")
    stay = Stay(
        project,
        person,
        list(household.members) if together else [person],
        rng.choice(WORKERS[project.affiliate]),
        entry,
        exit_day if exit_day < LAST_DAY else None,
        result,
        "",
        rng.random() < project.hmis_share,
        rng.random() < project.crm_share,
        _sample_needs(project.program, bool(household.children), rng),
        rng.choices(GOAL_KINDS[project.program], (6, 2, 1, 1)[: len(GOAL_KINDS[project.program])])[0],
        _start_level(project, rng),
    )
    _set_levels(stay, rng)
    stay.destination = _destination(stay, rng)
    stay.income = _income(stay, rng)
    stay.consent_given = rng.random() < 0.9
    stay.consent_expires = entry + timedelta(days=365 if rng.random() < 0.7 else 1095)
    _add_contacts(stay, bool(household.children), rng)
    _add_risk(stay, bool(household.children), rng)
    _add_surveys(stay, rng)
    _add_services(stay, rng)
    _add_goals(stay, rng)
    if stay.exit is None and rng.random() < 0.12 and stay.days > 120:
        _fall_silent(stay, rng)
    stay.contacts.sort(key=lambda contact: contact.on)
    return stay


def _sample_needs(program: str, children: bool, rng: Random) -> list[str]:
    wanted = rng.randint(2, 5)
    needs: list[str] = []
    for need in rng.sample(NEEDS_BY_PROGRAM[program], len(NEEDS_BY_PROGRAM[program])):
        if need not in needs and (need != "childcare" or children) and len(needs) < wanted:
            needs.append(need)
    return needs


def _start_level(project: Project, rng: Random) -> int:
    if project.program == "housing":
        return rng.choices((1, 2), (30, 70))[0]
    if project.key == "river_tlp":
        return rng.choices((1, 2, 3), (15, 45, 40))[0]
    return rng.choices((1, 2, 3, 4, 5), (3, 20, 27, 42, 8))[0]


def _set_levels(stay: Stay, rng: Random) -> None:
    stay.levels = [(stay.entry, stay.start_level)]

    def later(share: float, level: int) -> date:
        day = stay.entry + timedelta(days=int(stay.days * share))
        stay.levels.append((day, level))
        return day

    if stay.project.program == "housing":
        if stay.start_level == 1 and stay.days > 12:
            stay.levels.append((stay.entry + timedelta(days=rng.randint(1, 10)), 2))
        if stay.result == "success":
            if stay.project.kind == 13 and rng.random() < 0.5:
                later(0.25, 3)
            stay.moved_in = later(rng.uniform(0.35, 0.7) if stay.project.kind == 13 else rng.uniform(0.75, 0.97), 4)
            if (stay.last_day - stay.moved_in).days > 150 and rng.random() < 0.5:
                stay.levels.append((stay.moved_in + timedelta(days=150), 5))
        elif stay.result == "partial":
            later(rng.uniform(0.4, 0.7), 3)
        elif stay.result == "worse":
            later(rng.uniform(0.6, 0.9), 1)
    elif stay.result == "success" and stay.start_level < 4 and rng.random() < 0.5:
        later(rng.uniform(0.4, 0.8), stay.start_level + 1 if stay.start_level == 2 else 3)
    elif stay.result == "worse" and stay.start_level > 2 and rng.random() < 0.5:
        later(rng.uniform(0.4, 0.8), 2)


def _destination(stay: Stay, rng: Random) -> str:
    if stay.exit is None:
        return ""
    if rng.random() < 0.08:
        return rng.choice(("no_interview", "unknown", "refused"))
    level = stay.level_on(stay.exit)
    if level >= HOUSED:
        return rng.choice(("rental", "rental_subsidy", "rental_subsidy")) if rng.random() < 0.85 else "family_permanent"
    if level == 3:
        return rng.choice(("transitional", "family_permanent", "friends_permanent", "family_temporary"))
    if level == 2:
        return rng.choice(("family_temporary", "friends_temporary", "shelter", "motel", "treatment"))
    return rng.choice(("street", "street", "shelter", "jail", "hospital"))


def _income(stay: Stay, rng: Random) -> tuple[int, int]:
    start = 0 if rng.random() < 0.4 else rng.randrange(280, 1900, 20)
    if stay.result == "success":
        return start, start + rng.randrange(100, 1500, 20) if rng.random() < 0.75 else start
    return start, start if rng.random() < 0.7 else max(0, start - rng.randrange(50, 500, 10))


def _add_contacts(stay: Stay, children: bool, rng: Random) -> None:
    program, kind = stay.project.program, stay.goal_kind
    first = Contact(stay.entry, "intake", stay.start_level)
    first.facts = [f"need.{need}" for need in stay.needs[: rng.choice((1, 2, 2, 3))]]
    if rng.random() < (0.85 if program == "housing" else 0.35):
        first.facts.append("flee.domestic_violence" if stay.start_level == 1 and rng.random() < 0.12 else "level")
    if rng.random() < 0.65:
        first.facts.append(f"set.{kind}")
    stay.contacts.append(first)
    day = stay.entry
    low, high = stay.project.gap
    while (day := day + timedelta(days=rng.randint(low, high))) < stay.last_day:
        stay.contacts.append(_regular(stay, day, rng))
    if stay.moved_in:
        contact = Contact(
            stay.moved_in + timedelta(days=rng.randint(0, 4)), rng.choice(("phone", "visit", "office")), 4, ["moved.in"]
        )
        if contact.on <= stay.last_day:
            stay.contacts.append(contact)
    if stay.result == "success":
        _add_success(stay, children, rng)
    if stay.exit and stay.destination not in ("no_interview", "unknown") and rng.random() < 0.8:
        good = stay.destination.startswith("rental")
        exit_contact = Contact(
            stay.exit, "exit", stay.level_on(stay.exit), ["exit.permanent" if good else "exit.other"]
        )
        exit_contact.facts += ["level"] if rng.random() < 0.6 and program == "housing" else []
        stay.contacts.append(exit_contact)
    elif stay.exit and rng.random() < 0.7:
        stay.contacts.append(Contact(stay.exit, "none", stay.level_on(stay.exit), ["exit.unknown"]))
    if stay.exit and rng.random() < 0.4 and (after := stay.exit + timedelta(days=rng.randint(165, 200))) <= LAST_DAY:
        level = stay.level_on(stay.exit) if rng.random() < 0.8 else max(1, stay.level_on(stay.exit) - 2)
        stay.contacts.append(Contact(after, "follow", level, ["level"]))


def _regular(stay: Stay, day: date, rng: Random) -> Contact:
    level = stay.level_on(day)
    if rng.random() < 0.11:
        return Contact(day, "none", level, ["none.contact"])
    kinds = (
        "phone",
        "office",
        "visit",
        "text",
        "collateral",
        "group" if stay.project.program == "workforce" else "phone",
    )
    contact = Contact(day, rng.choices(kinds, (30, 30, 18, 8, 6, 8))[0], level)
    share = (day - stay.entry).days / max(stay.days, 1)
    moving = {"success": 0.5, "partial": 0.35, "none": 0.14, "worse": 0.14}[stay.result]
    if rng.random() < moving:
        contact.facts.append(f"progress.{stay.goal_kind}")
    elif rng.random() < (0.12 if stay.result in ("success", "partial") else 0.42):
        contact.facts.append("stuck.any" if rng.random() < 0.6 else f"setback.{stay.goal_kind}")
    need_chance = 0.62 * (1 - share * (0.6 if stay.result == "success" else 0.1))
    for need in rng.sample(stay.needs, min(len(stay.needs), 2)):
        if rng.random() < need_chance:
            contact.facts.append(f"need.{need}")
    if rng.random() < (0.45 if stay.project.program == "housing" else 0.1):
        contact.facts.append("level")
    if rng.random() < 0.06:
        contact.facts.append(f"set.{rng.choice(GOAL_KINDS[stay.project.program])}")
    return contact


def _add_success(stay: Stay, children: bool, rng: Random) -> None:
    """One to three results that funders ask about, told once each in the second half of the stay."""
    results = {
        "housing": ("met.benefits", "met.income", "met.job", "met.recovery", "met.health"),
        "youth": ("met.school", "met.school", "met.job", "met.recovery"),
        "workforce": ("met.job", "met.job", "met.job", "met.income", "met.school"),
        "family_support": ("met.parenting", "met.parenting", "met.benefits", "met.school", "met.income"),
    }[stay.project.program]
    for key in sorted(set(rng.choices(results, k=rng.choice((1, 1, 2, 3))))):
        day = stay.entry + timedelta(days=int(stay.days * rng.uniform(0.5, 0.98)))
        if key != "met.parenting" or children:
            stay.contacts.append(Contact(day, rng.choice(("phone", "office", "text")), stay.level_on(day), [key]))


def _add_risk(stay: Stay, children: bool, rng: Random) -> None:
    """A danger in about one stay of four; seen to within a week in seven cases of ten, and otherwise not."""
    if rng.random() > 0.27 or stay.days < 20:
        return
    day = stay.entry + timedelta(days=rng.randint(3, stay.days - 8))
    level = stay.level_on(day)
    fitting = [
        risk
        for risk in RISKS_BY_PROGRAM[stay.project.program]
        if (risk != "eviction_risk" or level >= 3)
        and (risk != "unsheltered_tonight" or level <= 2)
        and (risk != "child_safety" or children)
    ]
    if not fitting:
        return
    risk = rng.choice(fitting)
    stay.contacts = [c for c in stay.contacts if not 0 <= (c.on - day).days <= 12 or c.kind in ("intake", "exit")]
    at_level = {"eviction_risk": 2, "unsheltered_tonight": 1}.get(risk, level)
    kind = "outreach" if risk == "unsheltered_tonight" else rng.choice(("phone", "office", "visit"))
    stay.contacts.append(Contact(day, kind, at_level, [f"risk.{risk}"]))
    if rng.random() < 0.7:
        after = day + timedelta(days=rng.randint(1, 6))
        stay.contacts.append(
            Contact(after, rng.choice(("phone", "office", "visit")), stay.level_on(after), [f"followed.{risk}"])
        )


def _add_surveys(stay: Stay, rng: Random) -> None:
    items = ITEMS[stay.project.program]
    begin = {item: rng.choices((1, 2, 3, 4), (25, 40, 25, 10))[0] for item in items}
    gain = {"success": (1, 2, 2), "partial": (0, 1, 1), "none": (0, 0, 0), "worse": (-1, -1, 0)}[stay.result]
    change = {item: rng.choice(gain) for item in items}

    def scores(share: float, day: date) -> dict[str, int]:
        now = {item: max(1, min(5, begin[item] + round(change[item] * share))) for item in items}
        if "housing_stability" in now:
            now["housing_stability"] = stay.level_on(day)
        return {item: score for item, score in now.items() if rng.random() < 0.97}

    def ask(chance: float, day: date, stage: str, share: float) -> None:
        if rng.random() < chance and day <= LAST_DAY:
            stay.surveys.append(Survey(day, stage, scores(share, min(day, stay.last_day))))

    ask(0.9, stay.entry + timedelta(days=rng.randint(0, 12)), "baseline", 0)
    if stay.days > 90:
        ask(0.65, stay.entry + timedelta(days=stay.days // 2), "mid", 0.5)
    if stay.exit:
        ask(0.78, stay.exit + timedelta(days=rng.randint(-4, 20)), "exit", 1)
        ask(0.42, stay.exit + timedelta(days=rng.randint(168, 205)), "follow_up", rng.choice((0.5, 1, 1)))
    if rng.random() < 0.14:
        _contradict(stay, rng)


def _contradict(stay: Stay, rng: Random) -> None:
    """A survey that says all is well, and a note of the same weeks that says otherwise."""
    later = [s for s in stay.surveys if s.stage in ("mid", "exit") and "housing_stability" in s.scores]
    if not later:
        return
    survey = rng.choice(later)
    survey.scores["housing_stability"] = rng.choice((4, 5))
    day = survey.on - timedelta(days=rng.randint(1, 12))
    if day > stay.entry:
        fact = "risk.eviction_risk" if stay.level_on(day) >= 3 else "level"
        stay.contacts.append(Contact(day, "phone", min(2, stay.level_on(day)), [fact]))


def _add_services(stay: Stay, rng: Random) -> None:
    given = SERVICES[stay.project.program]
    for contact in stay.contacts:
        seen = contact.kind not in ("none", "text", "collateral") and contact.on <= stay.last_day
        if seen and rng.random() < 0.55:
            name, unit, usual = given[0] if rng.random() < 0.5 else rng.choice(given)
            quantity = usual if usual < 10 else rng.randrange(usual // 2, usual * 2, 25)
            stay.services.append(ServiceGiven(contact.on, name, unit, quantity))


def _add_goals(stay: Stay, rng: Random) -> None:
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        kind = stay.goal_kind if not stay.goals else rng.choice(GOAL_KINDS[stay.project.program])
        opened = stay.entry + timedelta(days=rng.randint(0, 20))
        target = opened + timedelta(days=rng.choice((60, 90, 120, 180)))
        stalled = rng.random() < 0.22
        end = stay.last_day
        met = (stay.result == "success" and rng.random() < 0.72) or (stay.result == "partial" and rng.random() < 0.3)
        closed = (
            opened + timedelta(days=int((end - opened).days * rng.uniform(0.5, 1))) if met and end > opened else None
        )
        if closed is None and stay.exit and rng.random() < 0.4:
            status, closed = "dropped", stay.exit
        else:
            status = "met" if closed else "open"
        reviewed = closed or (opened if stalled else max(opened, end - timedelta(days=rng.randint(2, 70))))
        stay.goals.append(Goal(kind, rng.choice(GOAL_WORDS[kind]), opened, target, reviewed, status, closed))


def _fall_silent(stay: Stay, rng: Random) -> None:
    """An open stay nobody has touched for two months or more."""
    last = LAST_DAY - timedelta(days=rng.randint(65, 150))
    stay.contacts = [contact for contact in stay.contacts if contact.on <= last or contact.kind == "intake"]
    stay.services = [service for service in stay.services if service.on <= last]
    stay.surveys = [survey for survey in stay.surveys if survey.on <= last]
