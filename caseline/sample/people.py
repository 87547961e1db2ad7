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
    return _Builder(number, first_person, rng).build(most)


class _Builder:
    """Puts one household together: a head, perhaps a partner, then children."""

    def __init__(self, number: int, first_person: int, rng: Random) -> None:
        self.rng, self.first_person = rng, first_person
        self.household = Household(number)
        self.culture = rng.choices(CULTURES, [culture.share for culture in CULTURES])[0]
        self.home = _home(rng)

    def build(self, most: int) -> Household:
        rng = self.rng
        size = min(rng.choices((1, 2, 3, 4, 5, 6), (62, 10, 12, 9, 5, 2))[0], most)
        last, phone = _family_name(self.culture, rng), _phone(rng)
        young = size == 1 and rng.random() < 0.42
        years = rng.uniform(14, 21) if young else min(74.0, max(19.0, rng.gauss(38, 12)))
        head = self._add("head", rng.choices("FM", (58, 42))[0], _born(years, rng), last, phone)
        if (size == 2 and rng.random() < 0.3) or (size > 2 and rng.random() < 0.45):
            other_last = last if rng.random() < 0.55 else _family_name(self.culture, rng)
            other_sex = ("M" if head.sex == "F" else "F") if rng.random() < 0.92 else head.sex
            other_phone = phone if rng.random() < 0.5 else _phone(rng)
            self._add("partner", other_sex, _born(max(19.0, years + rng.gauss(0, 4)), rng), other_last, other_phone)
        while len(self.household.members) < size:
            self._add_child(years, last, phone, size)
        return self.household

    def _add(self, role: str, sex: str, dob: date, last: str, phone: str, suffix: str = "") -> Person:
        number = self.first_person + len(self.household.members)
        person = _person(number, self.culture, role, sex, dob, last, self.rng)
        person.street, person.unit, person.city, person.zip = self.home
        person.phone, person.suffix = phone, suffix
        if self.rng.random() < 0.55 and role != "child":
            person.email = _email(person, self.rng)
        self.household.members.append(person)
        return person

    def _add_child(self, parent_years: float, last: str, phone: str, size: int) -> None:
        """A child; now and then a boy named after his father, or one of twins, whose SSNs follow each other."""
        rng, head = self.rng, self.household.head
        born = _born(rng.uniform(0.3, max(1.0, min(17.5, parent_years - 17))), rng)
        sex = rng.choice("FM")
        junior = sex == head.sex == "M" and not head.suffix and rng.random() < 0.3
        child = self._add("child", sex, born, last, phone, "Jr" if junior else "")
        if junior:
            child.first, child.middle, head.suffix = head.first, head.middle, "Sr"
        if len(self.household.members) < size and rng.random() < 0.08:
            twin = self._add("child", rng.choice((sex, "F", "M")), born, last, phone)
            twin.ssn = f"{child.ssn[:5]}{(int(child.ssn[5:]) + 1) % 10000:04d}"
            if twin.sex == child.sex and rng.random() < 0.4:
                twin.first = child.first[0] + twin.first[1:].lower()


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
    if culture.family_starts and rng.random() < 0.4:
        return rng.choice(culture.family_starts) + rng.choice(culture.family_ends)
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
    letters = f"{person.first}.{person.last}".lower()
    plain = "".join(letter for letter in letters if letter.isascii() and letter not in " '")
    number = rng.randint(1, 99) if rng.random() < 0.6 else ""
    return f"{plain}{number}@{rng.choice(('gmail.com', 'yahoo.com', 'icloud.com', 'outlook.com'))}"


def _born(years_before: float, rng: Random) -> date:
    return DAY_ONE - timedelta(days=int(years_before * 365.25) + rng.randint(0, 300))
