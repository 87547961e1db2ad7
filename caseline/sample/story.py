"""The story of a household: which programs its people come to, when, how it goes, and where they leave to."""

from datetime import date, timedelta
from random import Random

from caseline.sample.events import fill_stay
from caseline.sample.network import AFFILIATES, FIRST_DAY, LAST_DAY, PROGRAMS, PROJECTS, Project
from caseline.sample.people import Household, Person
from caseline.sample.stays import HOUSED, Stay


def tell(household: Household, rng: Random) -> list[Stay]:
    """Every stay of a household, in order of entry."""
    stays: list[Stay] = []
    entry = FIRST_DAY + timedelta(days=rng.randint(0, 820))
    for person, key in _paths(household, entry, rng):
        if stays:
            entry = entry + timedelta(days=rng.randint(20, 200))
        if entry > LAST_DAY - timedelta(days=25):
            break
        stays.append(_stay(household, person, PROJECTS[key], entry, rng))
        fill_stay(stays[-1], bool(household.children), rng)
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
    chance = 0.65 if kind == "family" else 0.55
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
        rng.choice(AFFILIATES[project.affiliate].workers),
        entry,
        exit_day if exit_day < LAST_DAY else None,
        result,
        "",
        rng.random() < project.hmis,
        rng.random() < project.crm,
        _sample_needs(project.program, bool(household.children), rng),
        rng.choices(PROGRAMS[project.program].goals, (6, 2, 1, 1)[: len(PROGRAMS[project.program].goals)])[0],
        _start_level(project, rng),
    )
    _set_levels(stay, rng)
    stay.destination = _destination(stay, rng)
    stay.income = _income(stay, rng)
    stay.consent_given = rng.random() < 0.9
    stay.consent_expires = entry + timedelta(days=rng.choice((180, 365, 365, 1095)))
    return stay


def _sample_needs(program: str, children: bool, rng: Random) -> list[str]:
    wanted = rng.randint(2, 5)
    needs: list[str] = []
    for need in rng.sample(PROGRAMS[program].needs, len(PROGRAMS[program].needs)):
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
