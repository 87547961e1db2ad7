"""A made-up county: who lives there, where, and what is reached under one number by many."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from bench.identity_sweep.namebook import Culture, Draw, namebook, settings, words

T = TypeVar("T")
TODAY = date(2026, 6, 30)
_MAIL = ("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com")
_AGES = ((0, 5), (6, 17), (18, 29), (30, 44), (45, 59), (60, 74), (75, 92))
_AGE_SHARES = (9, 14, 22, 25, 17, 10, 3)


@dataclass(frozen=True)
class Place:
    """An address as parts; `phone` where everybody there is reached under one number."""

    address: str
    unit: str
    city: str
    zip: str
    phone: str = ""


@dataclass(frozen=True)
class Person:
    """A person as they are, all fields known. `key` tells persons apart; `ssn` has nine digits."""

    key: str
    culture: str
    first: str
    middle: str
    last: str
    suffix: str
    sex: str
    dob: date
    ssn: str
    phone: str
    email: str
    home: Place


class World:
    """Makes people; all chance comes from `rng`. `size` (records) sets how many zip codes and shelters there are."""

    def __init__(self, rng: random.Random, size: int) -> None:
        self.rng = rng
        self.names = namebook()
        self.culture_of: dict[str, str] = {}
        """The culture that each person's names are of, by the person's key."""
        self._people = 0
        self._emails: set[str] = set()
        described = settings()
        self._streets = words(described["streets"])
        self._street_kinds: list[str] = list(described["street_kinds"])
        self._zips = [
            f"98{n:03}" if n < 1000 else f"{97000 + n - 1000:05}" for n in range(1, max(30, size // 1200) + 1)
        ]
        self._cities = [f"{self.names.cultures['census'].family.one(rng)} City" for _ in range(max(4, size // 20_000))]
        kinds = words(described["shelters"])
        self.shelters = [
            replace(self._office(), address=f"{rng.randint(1, 999)} {kinds[n % len(kinds)]} Way")
            for n in range(max(5, size // 6000))
        ]
        self.centers = [self._office() for _ in range(max(2, size // 20_000))]
        self.caseworkers = [self._caseworker() for _ in range(max(6, size // 3000))]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, values: Sequence[T]) -> T:
        return values[self.rng.randrange(len(values))]

    def key(self) -> str:
        """The key of somebody new."""
        self._people += 1
        return f"p{self._people:07}"

    def phone(self) -> str:
        return f"{self.pick((206, 253, 360, 425, 509))}{self.rng.randint(200, 999)}{self.rng.randint(0, 9999):04}"

    def ssn(self) -> str:
        area = self.rng.choice((self.rng.randint(1, 665), self.rng.randint(667, 899)))
        return f"{area:03}{self.rng.randint(1, 99):02}{self.rng.randint(1, 9999):04}"

    def place(self) -> Place:
        street = f"{self.rng.randint(1, 19_999)} {self.pick(self._streets)} {self.pick(self._street_kinds)}"
        unit = f"Apt {self.rng.randint(1, 340)}" if self.chance(0.35) else ""
        return Place(street, unit, self.pick(self._cities), self.pick(self._zips))

    def _office(self) -> Place:
        return replace(self.place(), unit="", phone=self.phone())

    def _caseworker(self) -> tuple[str, str]:
        """Phone and e-mail of somebody who gives them for clients who have none."""
        family = self.names.culture(self.rng).family.one(self.rng).lower().replace(" ", "")
        return self.phone(), f"{self.pick('abcdefghjklmnprst')}.{family}@agency.example.org"

    def email(self, first: str, last: str) -> str:
        """An address made from a name, as most are, that nobody has yet."""
        given, family = (
            "".join(letter for letter in name.lower() if "a" <= letter <= "z") or "x" for name in (first, last)
        )
        style = self.rng.random()
        local = given[0] + family if style < 0.4 else f"{given}.{family}" if style < 0.75 else given + family[0]
        address = f"{local}@{self.pick(_MAIL)}"
        while address in self._emails or self.chance(0.75):
            address = f"{local}{self.rng.randint(1, 9999)}@{self.pick(_MAIL)}"
            if address not in self._emails:
                break
        self._emails.add(address)
        return address

    def born(self, youngest: int, oldest: int) -> date:
        """A birth date of somebody of these ages, in years."""
        return TODAY - timedelta(days=self.rng.randint(youngest * 366, oldest * 365 + 364))

    def any_age(self) -> date:
        return self.born(*self.rng.choices(_AGES, _AGE_SHARES)[0])

    def person(
        self,
        sex: str = "",
        culture: str = "",
        ages: tuple[int, int] | None = None,
        home: Place | None = None,
        last: str = "",
        first: str = "",
    ) -> Person:
        """Somebody new; what is not given is drawn."""
        rng = self.rng
        named = self.names.cultures[culture] if culture else self.names.culture(rng)
        sex = sex or self.pick("FM")
        first = first or named.given[sex].one(rng)
        last = last or self.family_name(named)
        middle = named.middle[sex].one(rng) if named.middle and self.chance(0.8) else ""
        key = self.key()
        self.culture_of[key] = named.name
        return Person(
            key=key,
            culture=named.name,
            first=first,
            middle=middle if middle != first else "",
            last=last,
            suffix="",
            sex=sex,
            dob=self.born(*ages) if ages else self.any_age(),
            ssn=self.ssn(),
            phone=self.phone(),
            email=self.email(first, last),
            home=home or self.place(),
        )

    def family_name(self, culture: Culture) -> str:
        last = culture.family.one(self.rng)
        if self.chance(culture.two_surnames):
            second = culture.family.one(self.rng)
            return f"{last} {second}" if second != last else last
        return last

    def other(self, person: Person, **changed: object) -> Person:
        """Somebody else who shares everything with `person` but key, SSN and what is given."""
        key = self.key()
        self.culture_of[key] = person.culture
        return replace(person, **({"key": key, "ssn": self.ssn()} | changed))  # type: ignore[arg-type]

    def unlike(self, value: str, draw: Draw) -> str:
        """A name that does not begin as `value` does."""
        while (drawn := draw.one(self.rng))[:1] == value[:1]:
            pass
        return drawn


def years_later(day: date, years: int) -> date:
    """The same day of another year (28 February for the 29th)."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)
