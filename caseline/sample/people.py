"""The true people: households, who is related to whom, and what is true of each."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from caseline.sample.names import CULTURES, STREETS, TOWNS, Culture

SHELTER_ADDRESS = ("1200 Harbor St", "", "Eastside", "98401")
SHELTER_PHONE = "2535550100"
DAY_ONE = date(2024, 1, 1)


@dataclass
class Person:
    """One true person. Dates are true dates; `role` is head, partner, child or other."""

    person_id: str
    first: str
    middle: str
    last: str
    birth_last: str
    suffix: str
    dob: date
    sex: str
    ssn: str
    phone: str
    email: str
    street: str
    unit: str
    city: str
    zip: str
    race: str
    language: str
    role: str
    veteran: bool = False
    twin: bool = False

    def age(self, on: date) -> int:
        return on.year - self.dob.year - ((on.month, on.day) < (self.dob.month, self.dob.day))


@dataclass
class Household:
    """People who come together; `children` and `adults` are its members by age at the first day of the sample."""

    number: int
    members: list[Person] = field(default_factory=list)

    @property
    def head(self) -> Person:
        return self.members[0]

    @property
    def children(self) -> list[Person]:
        return [person for person in self.members if person.role == "child"]

    def kind(self) -> str:
        if len(self.members) == 1:
            return "youth" if self.head.age(DAY_ONE) < 22 else "single"
        return "family" if self.children else "couple"


def make_household(number: int, first_person: int, most: int, rng: Random) -> Household:
    """Invent household `number`, of at most `most` people, whose first member is person `first_person`."""
    culture = rng.choices(CULTURES, [culture.share for culture in CULTURES])[0]
    sizes = rng.choices((1, 2, 3, 4, 5, 6), (62, 10, 12, 9, 5, 2))[0]
    size = min(sizes, most)
    last = _family_name(culture, rng)
    home = _home(rng)
    phone = _phone(rng)
    household = Household(number)

    def add(role: str, sex: str, dob: date, family_name: str, phone: str, suffix: str = "") -> Person:
        person = _person(first_person + len(household.members), culture, role, sex, dob, family_name, rng)
        person.street, person.unit, person.city, person.zip = home
        person.phone, person.suffix = phone, suffix
        if rng.random() < 0.55 and role != "child":
            person.email = _email(person, rng)
        household.members.append(person)
        return person

    young = size == 1 and rng.random() < 0.42
    years = rng.uniform(14, 21) if young else min(74.0, max(19.0, rng.gauss(38, 12)))
    head = add("head", rng.choices("FM", (58, 42))[0], _born(years, rng), last, phone)
    if size == 1:
        return household
    if (size == 2 and rng.random() < 0.3) or (size > 2 and rng.random() < 0.45):
        partner_last = last if rng.random() < 0.55 else _family_name(culture, rng)
        sex = ("M" if head.sex == "F" else "F") if rng.random() < 0.92 else head.sex
        add(
            "partner",
            sex,
            _born(max(19.0, years + rng.gauss(0, 4)), rng),
            partner_last,
            phone if rng.random() < 0.5 else _phone(rng),
        )
    _add_children(household, size, years, last, phone, add, rng)
    return household


def _add_children(household: Household, size: int, years: float, last: str, phone: str, add, rng: Random) -> None:  # type: ignore[no-untyped-def]
    head = household.head
    while len(household.members) < size:
        child_years = rng.uniform(0.3, max(1.0, min(17.5, years - 17)))
        born = _born(child_years, rng)
        sex = rng.choice("FM")
        junior = sex == head.sex == "M" and rng.random() < 0.25 and not head.suffix
        child = add("child", sex, born, last, phone, "Jr" if junior else "")
        if junior:
            child.first, child.middle, child.race = head.first, head.middle, head.race
            head.suffix = "Sr"
        if len(household.members) < size and rng.random() < 0.07:
            twin = add("child", rng.choice((sex, "F", "M")), born, last, phone)
            twin.twin = child.twin = True
            if rng.random() < 0.5 and twin.sex == child.sex:
                twin.first = child.first[0] + twin.first[1:] if twin.first[0] != child.first[0] else twin.first
            twin.ssn = child.ssn[:7] + f"{(int(child.ssn[7:]) + 1) % 100:02d}"


def _person(number: int, culture: Culture, role: str, sex: str, dob: date, last: str, rng: Random) -> Person:
    given = culture.women if sex == "F" else culture.men
    middle = rng.choice(given) if rng.random() < 0.6 else ""
    first = rng.choice(given)
    birth_last = last
    if sex == "F" and role != "child" and rng.random() < 0.22:
        birth_last = rng.choice(culture.family)
    return Person(
        person_id=f"P{number:07d}",
        first=first,
        middle="" if middle == first else middle,
        last=last,
        birth_last=birth_last,
        suffix="",
        dob=dob,
        sex=sex if rng.random() < 0.985 else "X",
        ssn=f"{rng.randint(100, 665)}{rng.randint(10, 99)}{rng.randint(1000, 9999)}",
        phone="",
        email="",
        street="",
        unit="",
        city="",
        zip="",
        race=culture.race,
        language=culture.language if rng.random() < 0.5 else "en",
        role=role,
        veteran=role != "child" and dob < date(2004, 1, 1) and rng.random() < 0.07,
    )


def _family_name(culture: Culture, rng: Random) -> str:
    name = rng.choice(culture.family)
    if culture.two_family_names and rng.random() < 0.35:
        second = rng.choice(culture.family)
        return name if second == name else f"{name} {second}" if rng.random() < 0.6 else f"{name}-{second}"
    return name


def _home(rng: Random) -> tuple[str, str, str, str]:
    if rng.random() < 0.2:
        return SHELTER_ADDRESS
    city, zip_code = rng.choice(TOWNS)
    unit = f"Apt {rng.randint(1, 40)}" if rng.random() < 0.5 else ""
    return f"{rng.randint(100, 9899)} {rng.choice(STREETS)}", unit, city, zip_code


def _phone(rng: Random) -> str:
    if rng.random() < 0.05:
        return SHELTER_PHONE
    return f"{rng.choice(('253', '206', '360', '425'))}{rng.randint(200, 998)}{rng.randint(1000, 9999)}"


def _email(person: Person, rng: Random) -> str:
    plain = "".join(c for c in f"{person.first}.{person.last}".lower().replace(" ", "") if c.isascii() and c != "'")
    return f"{plain}{rng.randint(1, 99) if rng.random() < 0.6 else ''}@{rng.choice(('gmail.com', 'yahoo.com', 'icloud.com', 'outlook.com'))}"


def _born(years_before: float, rng: Random) -> date:
    return DAY_ONE - timedelta(days=int(years_before * 365.25) + rng.randint(0, 300))
