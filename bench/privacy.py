"""How many identifiers leave the machine: notes with planted names, contacts, numbers, addresses and days of birth.

    python -m bench.privacy [NOTES]        # 2,000

Half of the planted identifiers are known to the record, the other half (strangers, new numbers) only by their form.
Prints how many of each kind are still readable in what a model would be sent. Names come from the sample's list.
"""

import random
import re
import sys
from collections import Counter

from caseline.coding.pseudonyms.identifiers import BIRTH, CONTACT, NUMBER, PERSON, PLACE
from caseline.coding.pseudonyms.privacy import Known, mask
from caseline.sample.names import CULTURES

TEMPLATES = (
    "Met with {client} at the shelter on Monday. {short} said rent is two months behind.",
    "Home visit. {family}'s landlord, {stranger}, was there too. Client's phone is now {phone}.",
    "{client_upper} called from {phone}. Will bring papers for her {kin} {stranger} to the office.",
    "Spoke with {stranger_whole} about the lease at {address}; {short} signs on Friday.",
    "ct {short_lower} states {kin} {stranger} moved out. DOB {birth} checked against the ID, SSN {ssn}.",
    "Dr. {stranger_family} wrote a letter for {short}; fax to {phone}, case number {number}.",
    "{short} emailed from {email}. Lives at {address} with {kin} {stranger}.",
    "Denies drug use. {stranger} picked the kids up. {short} sleeps better.",
    "Intake by worker {stranger_whole}. {client}, born {birth}, last four of SSN {last_four}.",
    "{family}, {given} - follow up re voucher. Text {phone}.",
)
KIN = ("sister", "brother", "mother", "son", "daughter", "cousin", "partner", "aunt")
STREETS = ("Maple Street", "N 5th Ave", "Harbor Blvd", "Old Mill Rd", "Martin Luther King Jr Way", "W Cedar Ct, Apt 4")
MONTHS = ("January", "March", "June", "October")


def _digits(chance: random.Random, count: int) -> str:
    return "".join(str(chance.randrange(1, 10)) for _ in range(count))


def _person(chance: random.Random) -> tuple[str, str]:
    culture = chance.choice(CULTURES)
    return chance.choice(culture.women + culture.men), chance.choice(culture.family)


def note(chance: random.Random) -> tuple[str, Known, list[tuple[str, str]]]:
    """A note, what the record knows of its client, and what is planted: (kind, words)."""
    given, family = _person(chance)
    stranger, stranger_family = _person(chance)
    day = f"{chance.randrange(1, 13)}/{chance.randrange(1, 29)}/{chance.randrange(1950, 2010)}"
    birth = chance.choice([day, f"{chance.choice(MONTHS)} {chance.randrange(1, 29)}, 1984"])
    phone = f"({_digits(chance, 3)}) {_digits(chance, 3)}-{_digits(chance, 4)}"
    ssn, email = (
        f"{_digits(chance, 3)}-{_digits(chance, 2)}-{_digits(chance, 4)}",
        f"{given.lower()}{_digits(chance, 2)}@mail.example",
    )
    address = f"{_digits(chance, 3)} {chance.choice(STREETS)}"
    words = {
        "client": f"{given} {family}", "client_upper": f"{given} {family}".upper(), "short": given, "given": given,
        "short_lower": given.lower(), "family": family, "stranger": stranger, "stranger_family": stranger_family,
        "stranger_whole": f"{stranger} {stranger_family}", "kin": chance.choice(KIN), "birth": birth, "phone": phone,
        "ssn": ssn, "last_four": ssn[-4:], "email": email, "address": address, "number": f"HR-{_digits(chance, 6)}",
    }  # fmt: skip
    template = chance.choice(TEMPLATES)
    kinds = {
        "client": PERSON, "client_upper": PERSON, "short": PERSON, "given": PERSON, "short_lower": PERSON,
        "family": PERSON, "birth": BIRTH, "phone": CONTACT, "ssn": NUMBER, "last_four": NUMBER, "email": CONTACT,
        "address": PLACE,
        "number": NUMBER, "stranger": "STRANGER", "stranger_whole": "STRANGER", "stranger_family": "STRANGER",
    }  # fmt: skip
    planted = [(kind, words[slot]) for slot, kind in kinds.items() if f"{{{slot}}}" in template]
    in_record = chance.random() < 0.5
    identifiers = {phone: CONTACT, email: CONTACT, address: PLACE, ssn: NUMBER, ssn[-4:]: NUMBER, birth: BIRTH}
    known = Known(frozenset({given, family, f"{given} {family}"}), (), identifiers if in_record else {})
    return template.format(**words), known, planted


def leaks(notes: int, seed: int = 1) -> tuple[Counter[str], Counter[str]]:
    """Planted and leaked identifiers by kind. One leaks when its words stand in what would be sent."""
    chance = random.Random(seed)
    planted, leaked = Counter[str](), Counter[str]()
    for _ in range(notes):
        text, known, hidden = note(chance)
        sent = mask(text, known).text.casefold()
        for kind, words in hidden:
            planted[kind] += 1
            leaked[kind] += bool(re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", sent))
    return planted, leaked


def main(notes: int) -> None:
    planted, leaked = leaks(notes)
    print(f"{notes:,} notes; identifiers planted and still readable in what is sent:")
    for kind, count in sorted(planted.items()):
        print(f"  {kind:12} {count:6,} planted {leaked[kind]:5,} leaked  ({leaked[kind] / count:.2%})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
