"""What happens to a person's details when somebody types them into a system."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from caseline.sample.names import SHORT_FORMS
from caseline.sample.people import SHELTER_ADDRESS, SHELTER_PHONE, Person

_NEIGHBOURS = dict(zip("abcdefghijklmnopqrstuvwxyz", "svxfrghjoklknmiowedrybeztx", strict=True))
_PLAIN = str.maketrans("áéíóúñüÁÉÍÓÚÑçãõâêôàèùảạệễọươăđĐ", "aeiounuAEIOUNcaoaeoaeuaaeeouoadD")


@dataclass
class Recorded:
    """One person as one record holds them. Dates and numbers are text; quality codes are HUD's (1 full, 2 partial,
    8 does not know, 9 prefers not to answer, 99 not collected)."""

    first: str
    middle: str
    last: str
    suffix: str
    dob: str
    sex: str
    ssn: str
    phone: str
    email: str
    street: str
    unit: str
    city: str
    zip: str
    name_quality: str = "1"
    dob_quality: str = "1"
    ssn_quality: str = "1"
    hashed: bool = False


def record(person: Person, rng: Random, level: float = 1.0) -> Recorded:
    """The person as typed once: mostly right, with the damage of real life. `level` scales how much goes wrong."""
    seen = Recorded(
        person.first,
        person.middle,
        person.last,
        person.suffix,
        person.dob.isoformat(),
        person.sex,
        person.ssn,
        person.phone,
        person.email,
        person.street,
        person.unit,
        person.city,
        person.zip,
    )

    def happens(chance: float) -> bool:
        return rng.random() < chance * level

    if person.first in SHORT_FORMS and happens(0.16):
        seen.first = rng.choice(SHORT_FORMS[person.first])
    if happens(0.06):
        seen.first = typo(seen.first, rng)
    if not (seen.first + seen.last).isascii() and happens(0.6):
        seen.first, seen.last = seen.first.translate(_PLAIN), seen.last.translate(_PLAIN)
    if person.birth_last != person.last and happens(0.35):
        seen.last = person.birth_last
    elif " " in seen.last and happens(0.3):
        seen.last = seen.last.split()[rng.choice((0, -1))]
    elif " " in seen.last and happens(0.2):
        seen.last = seen.last.replace(" ", "-")
    if happens(0.06):
        seen.last = typo(seen.last, rng)
    if happens(0.02):
        seen.first, seen.last = seen.last, seen.first
    if happens(0.5):
        seen.middle = seen.middle[:1] if happens(0.6) else ""
    if happens(0.4):
        seen.suffix = ""
    case = rng.random() / max(level, 0.01)
    if case < 0.05:
        seen.first, seen.last = seen.first.upper(), seen.last.upper()
    elif case < 0.09:
        seen.first, seen.last = seen.first.lower(), seen.last.lower()
    _damage_dob(seen, person.dob, happens, rng)
    _damage_ssn(seen, happens, rng)
    _damage_contact(seen, happens, rng)
    if happens(0.03):
        seen.sex = ""
    return seen


def _damage_dob(seen: Recorded, dob: date, happens: Callable[[float], bool], rng: Random) -> None:
    if dob.day <= 12 and dob.day != dob.month and happens(0.05):
        seen.dob = date(dob.year, dob.day, dob.month).isoformat()
    elif happens(0.04):
        seen.dob = date(dob.year + rng.choice((-1, 1, -10)), dob.month, min(dob.day, 28)).isoformat()
    elif happens(0.03):
        seen.dob, seen.dob_quality = f"{dob.year}-01-01", "2"
    elif happens(0.02):
        seen.dob, seen.dob_quality = "1900-01-01", "99"
    elif happens(0.03):
        seen.dob, seen.dob_quality = "", rng.choice(("8", "9", "99"))


def _damage_ssn(seen: Recorded, happens: Callable[[float], bool], rng: Random) -> None:
    if happens(0.2):
        seen.ssn, seen.ssn_quality = "", rng.choice(("8", "9", "9", "99"))
    elif happens(0.2):
        seen.ssn, seen.ssn_quality = "xxxxx" + seen.ssn[-4:], "2"
    elif happens(0.03):
        seen.ssn, seen.ssn_quality = rng.choice(("999999999", "000000000", "111111111", "123456789")), "99"
    elif happens(0.03):
        at = rng.randint(0, 7)
        seen.ssn = seen.ssn[:at] + seen.ssn[at + 1] + seen.ssn[at] + seen.ssn[at + 2 :]


def _damage_contact(seen: Recorded, happens: Callable[[float], bool], rng: Random) -> None:
    if happens(0.15):
        seen.phone = ""
    elif happens(0.12):
        seen.phone = f"253{rng.randint(200, 998)}{rng.randint(1000, 9999)}"
    elif happens(0.04):
        seen.phone = SHELTER_PHONE
    if happens(0.45):
        seen.email = ""
    if happens(0.18):
        seen.street, seen.unit, seen.city, seen.zip = SHELTER_ADDRESS
    elif happens(0.12):
        seen.street = seen.unit = seen.city = seen.zip = ""
    elif happens(0.15):
        seen.street = seen.street.replace(" St", " Street").replace(" Ave", " Avenue").replace(" Rd", " Road")


def anonymous(person: Person, rng: Random) -> Recorded:
    """A record of somebody who gave no name: nothing in it says who it is."""
    first, last = rng.choice(
        (("Anonymous", "Anonymous"), ("Refused", "Refused"), ("Jane" if person.sex == "F" else "John", "Doe"))
    )
    blank = Recorded(first, "", last, "", "1900-01-01", person.sex, "999999999", "", "", "", "", "", "")
    blank.name_quality, blank.dob_quality, blank.ssn_quality = "9", "9", "9"
    return blank


def hashed(seen: Recorded) -> Recorded:
    """The record with name and SSN replaced by SHA-256, as clients who refuse to share are sent to HUD."""
    seen.first, seen.middle, seen.last, seen.ssn = (
        hashlib.sha256(value.strip().lower().encode()).hexdigest() if value else ""
        for value in (seen.first, seen.middle, seen.last, seen.ssn)
    )
    seen.suffix, seen.hashed = "", True
    seen.phone = seen.email = seen.street = seen.unit = seen.city = seen.zip = ""
    return seen


def typo(word: str, rng: Random) -> str:
    """One slip of the fingers: letters swapped, dropped, doubled, or the key beside."""
    if len(word) < 4:
        return word
    at = rng.randint(1, len(word) - 2)
    slip = rng.randint(0, 3)
    if slip == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if slip == 1:
        return word[:at] + word[at + 1 :]
    if slip == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _NEIGHBOURS.get(word[at].lower(), word[at]) + word[at + 1 :]
