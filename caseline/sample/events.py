"""What happens in a stay: who was met when and about what, what was asked, given and planned."""

from datetime import date, timedelta
from random import Random

from caseline.sample.network import GOAL_WORDS, LAST_DAY
from caseline.sample.stays import Contact, Goal, ServiceGiven, Stay, Survey


def fill_stay(stay: Stay, children: bool, rng: Random) -> None:
    """Add all events to a stay; `children` says whether the household has any."""
    _add_contacts(stay, rng)
    if stay.result == "success":
        _add_success(stay, children, rng)
    _add_ending(stay, rng)
    _add_risk(stay, children, rng)
    _add_surveys(stay, rng)
    _add_services(stay, rng)
    _add_goals(stay, rng)
    if stay.exit is None and rng.random() < 0.25 and stay.days > 100:
        _fall_silent(stay, rng)
    stay.contacts.sort(key=lambda contact: contact.on)


def _add_contacts(stay: Stay, rng: Random) -> None:
    program, kind = stay.project.program, stay.goal_kind
    first = Contact(stay.entry, "intake", stay.start_level)
    first.facts = [f"need.{need}" for need in stay.needs[: rng.choice((1, 2, 2, 3))]]
    if rng.random() < (0.85 if program == "housing" else 0.35):
        first.facts.append("flee.domestic_violence" if stay.start_level == 1 and rng.random() < 0.12 else "level")
    if rng.random() < 0.65:
        first.facts.append(f"set.{kind}")
    stay.contacts.append(first)
    if stay.start_level == 1 and rng.random() < 0.75:
        soon = stay.entry + timedelta(days=rng.randint(1, 5))
        stay.contacts.append(Contact(soon, "office", stay.level_on(soon), ["level"]))
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


def _add_ending(stay: Stay, rng: Random) -> None:
    """The last contact, and for some a call half a year later."""
    if stay.exit and stay.destination not in ("no_interview", "unknown") and rng.random() < 0.8:
        good = stay.destination.startswith("rental")
        exit_contact = Contact(
            stay.exit, "exit", stay.level_on(stay.exit), ["exit.permanent" if good else "exit.other"]
        )
        if rng.random() < 0.6 and stay.project.program == "housing":
            exit_contact.facts.append("level")
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
        contact.facts.append(f"set.{rng.choice(stay.program.goals)}")
    return contact


def _add_success(stay: Stay, children: bool, rng: Random) -> None:
    """One to three results that funders ask about, told once each in the second half of the stay."""
    for key in sorted(set(rng.choices(stay.program.results, k=rng.choice((1, 1, 2, 3))))):
        day = stay.entry + timedelta(days=int(stay.days * rng.uniform(0.5, 0.98)))
        if key != "met.parenting" or children:
            stay.contacts.append(Contact(day, rng.choice(("phone", "office", "text")), stay.level_on(day), [key]))


def _add_risk(stay: Stay, children: bool, rng: Random) -> None:
    """A danger in about one stay of three; seen to within a week in seven cases of ten, and otherwise not."""
    if rng.random() > 0.38 or stay.days < 20:
        return
    day = stay.entry + timedelta(days=rng.randint(3, stay.days - 8))
    level = stay.level_on(day)
    fitting = [
        risk
        for risk in stay.program.risks
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
    items = stay.program.items
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
    given = stay.program.services
    for contact in stay.contacts:
        seen = contact.kind not in ("none", "text", "collateral") and contact.on <= stay.last_day
        if seen and rng.random() < 0.55:
            name, unit, usual = given[0] if rng.random() < 0.5 else rng.choice(given)
            quantity = usual if usual < 10 else rng.randrange(usual // 2, usual * 2, 25)
            stay.services.append(ServiceGiven(contact.on, name, unit, quantity))


def _add_goals(stay: Stay, rng: Random) -> None:
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        kind = stay.goal_kind if not stay.goals else rng.choice(stay.program.goals)
        opened = stay.entry + timedelta(days=rng.randint(0, 20))
        target = opened + timedelta(days=rng.choice((60, 90, 120, 180)))
        stalled = rng.random() < 0.3
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
