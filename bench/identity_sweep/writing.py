"""Persons as forms, a CRM and HMIS hold them: the columns of `caseline match`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bench.identity_sweep.namebook import settings
from bench.identity_sweep.world import Person, World

COLUMNS = (
    "record_id", "source", "first_name", "middle_name", "last_name", "suffix", "full_name", "dob", "sex", "ssn",
    "phone", "email", "address", "unit", "city", "state", "zip", "other_id",
)  # fmt: skip
SOURCES = ("form", "crm", "hmis")
Row = dict[str, str]

# How often each source has a field at all; what is not named is always there.
_HELD = {
    "form": {"middle_name": 0.1, "dob": 0.93, "sex": 0.95, "ssn": 0.75, "phone": 0.8, "email": 0.6, "place": 0.8},
    "crm": {"middle_name": 0.35, "dob": 0.66, "sex": 0.9, "ssn": 0.0, "phone": 0.82, "email": 0.65, "place": 0.8},
    "hmis": {"middle_name": 0.55, "dob": 0.98, "sex": 0.97, "ssn": 0.8, "phone": 0.0, "email": 0.0, "place": 0.6},
}
_PLACE = ("address", "unit", "city", "state", "zip")
_ADDRESS_WORDS = {"Apt": ("Apt", "#", "Unit", "apartment")}


@dataclass(frozen=True)
class Errors:
    """Shares of records, or of their values, that a mistake or a habit of entry has changed."""

    typo: float = 0.035
    short_form: float = 0.07
    swapped_names: float = 0.006
    day_month: float = 0.006
    wrong_digit: float = 0.015
    placeholder_dob: float = 0.006
    january: float = 0.01
    placeholder_ssn: float = 0.04
    lacks_second_surname: float = 0.5
    caseworker: float = 0.015
    shelter_phone: float = 0.25


class Writer:
    """Writes records of the people of `world`, with `errors` in what it writes as ordinary records."""

    def __init__(self, world: World, errors: Errors | None = None) -> None:
        self.world = world
        self.errors = errors or Errors()

    def record(self, person: Person, source: str = "", needs: str = "", without: str = "", **changed: str) -> Row:
        """A clean record: fields of `needs` are held in any case, those of `without` never, `changed` as given.

        Every other field is there as often as `source` (drawn where not given) has it.
        """
        world = self.world
        source = source or world.pick(SOURCES)
        held, kept, left = _HELD[source], set(needs.split()) | set(changed), set(without.split())
        has = {name: name not in left and (name in kept or world.chance(share)) for name, share in held.items()}
        row = dict.fromkeys(COLUMNS, "") | {"source": source, "first_name": person.first, "last_name": person.last}
        row["suffix"] = person.suffix if "suffix" not in left else ""
        values = {
            "middle_name": person.middle, "dob": person.dob.isoformat(), "sex": person.sex,
            "ssn": person.ssn if source == "hmis" else f"xxxxx{person.ssn[5:]}",
            "phone": person.phone, "email": person.email,
        }  # fmt: skip
        row |= {name: value for name, value in values.items() if has[name]}
        if has["place"]:
            home = person.home
            row |= zip(_PLACE, (home.address, home.unit, home.city, "WA", home.zip), strict=True)
        return self._as_entered(row | changed)

    def ordinary(self, person: Person, source: str) -> Row:
        """A record as it comes, mistakes and all."""
        world, errors = self.world, self.errors
        row = self.record(self._as_told(person), source)
        if row["dob"]:
            row["dob"] = self._dob_as_entered(person.dob)
        if row["ssn"]:
            row["ssn"] = self._ssn_as_entered(row["ssn"])
        if row["phone"] and person.home.phone and world.chance(errors.shelter_phone):
            row["phone"] = person.home.phone
        if source != "hmis" and world.chance(errors.caseworker):
            phone, email = world.pick(world.caseworkers)
            row |= {"phone": phone} if world.chance(0.5) else {"email": email}
        if world.chance(errors.swapped_names):
            row["first_name"], row["last_name"] = row["last_name"], row["first_name"]
        for name in ("first_name", "last_name", "email", "address"):
            if row[name] and world.chance(errors.typo):
                row[name] = typed_wrong(row[name], world)
        for name in ("phone", "zip"):
            if row[name] and world.chance(errors.wrong_digit):
                row[name] = wrong_digit(row[name], world)
        return row

    def _as_told(self, person: Person) -> Person:
        """The name as somebody says it at a desk."""
        world, errors = self.world, self.errors
        first, last = person.first, person.last
        if (short := world.names.short_forms.get(first)) and world.chance(errors.short_form):
            first = world.pick(short)
        if " " in last and person.culture == "hispanic" and world.chance(errors.lacks_second_surname):
            last = last.rsplit(" ", 1)[0]
        suffix = person.suffix if world.chance(0.5) else ""
        return replace(person, first=first, last=last, suffix=suffix)

    def _dob_as_entered(self, dob: date) -> str:
        world, errors = self.world, self.errors
        if world.chance(errors.placeholder_dob):
            return world.pick(("1900-01-01", "1970-01-01", "1901-01-01"))
        if world.chance(errors.january):
            return f"{dob.year}-01-01"
        if world.chance(errors.day_month):
            return day_month(dob).isoformat()
        if world.chance(errors.wrong_digit):
            wrong = wrong_digit(dob.isoformat(), world)
            return wrong if _is_date(wrong) else dob.replace(day=1 + dob.day % 28).isoformat()
        return dob.isoformat()

    def _ssn_as_entered(self, ssn: str) -> str:
        world, errors = self.world, self.errors
        if world.chance(errors.placeholder_ssn):
            held = world.pick(("999999999", "000000000", "111111111", "123456789"))
            return held if ssn.isdigit() else f"xxxxx{held[5:]}"
        return wrong_digit(ssn, world) if world.chance(errors.wrong_digit) else ssn

    def _as_entered(self, row: Row) -> Row:
        """Capitals, hyphens in phone numbers, words for parts of an address, as each desk writes them."""
        world = self.world
        if world.chance(0.08):
            fold: Callable[[str], str] = str.upper if world.chance(0.7) else str.lower
            row |= {name: fold(row[name]) for name in ("first_name", "middle_name", "last_name", "address")}
        if row["phone"].isdigit() and world.chance(0.4):
            row["phone"] = f"({row['phone'][:3]}) {row['phone'][3:6]}-{row['phone'][6:]}"
        if row["ssn"].isdigit() and world.chance(0.3):
            row["ssn"] = f"{row['ssn'][:3]}-{row['ssn'][3:5]}-{row['ssn'][5:]}"
        if row["address"] and world.chance(0.15):
            kinds = settings()["street_kinds"]
            start, _, kind = row["address"].rpartition(" ")
            row["address"] = f"{start} {kinds.get(kind, kind)}"
        if row["unit"] and world.chance(0.3):
            row["unit"] = f"#{row['unit'].removeprefix('Apt ')}"
        return row


def typed_wrong(text: str, world: World) -> str:
    """One letter left out, doubled, exchanged with the next or replaced."""
    at, how = world.rng.randrange(len(text)), world.rng.randrange(4)
    letter = world.pick("abcdefghijklmnopqrstuvwxyz")
    if how == 0 and len(text) > 2:
        return text[:at] + text[at + 1 :]
    if how == 1:
        return text[:at] + text[at] + text[at:]
    if how == 2 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + letter + text[at + 1 :]


def wrong_digit(text: str, world: World) -> str:
    """One of the digits replaced by another."""
    at = world.pick([n for n, letter in enumerate(text) if letter.isdigit()])
    return text[:at] + world.pick([digit for digit in "0123456789" if digit != text[at]]) + text[at + 1 :]


def day_month(dob: date) -> date:
    """Day and month exchanged, where that is a date."""
    return dob.replace(month=dob.day, day=dob.month) if dob.day <= 12 else dob


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= 1900
    except ValueError:
        return False
