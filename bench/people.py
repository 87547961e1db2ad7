"""Synthetic clients of many agencies, as many as asked for, with the truth: what the benches of scale match.

    python -m bench.people 100000 FOLDER      # writes FOLDER/records.csv and FOLDER/truth.csv

Names are drawn as often as the open sets hold them. Some 2 records a person, households that share last name,
address and phone, twins, juniors, shelters whose one address thousands share, typing errors, nicknames, married
names, moves, missing and placeholder values. The same size gives the same records.
"""

import csv
import random
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.identity import SETS
from caseline.identity.reading.standardise import INPUT_COLUMNS

_SEED = 20260301
_VOCABULARY = ("np_dev20k", "pseudo_default", "historical_50k")
_STREETS = (
    "oak", "elm", "main", "cedar", "maple", "hill", "lake", "river", "park", "sunset", "union", "grove", "mill",
    "spring", "ridge", "walnut",
)  # fmt: skip
_KINDS = ("st", "street", "ave", "avenue", "rd", "road", "dr", "ln", "ct", "way", "blvd")
_MAIL = ("gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NICKNAMES = {
    "william": "bill", "robert": "bob", "elizabeth": "liz", "michael": "mike", "james": "jim", "jennifer": "jen",
    "katherine": "kate", "thomas": "tom", "joseph": "joe", "daniel": "dan", "matthew": "matt", "patricia": "pat",
    "christopher": "chris", "anthony": "tony", "margaret": "peggy", "samantha": "sam", "nicholas": "nick",
}  # fmt: skip


@dataclass
class Person:
    """Who someone is; records tell parts of it."""

    first: str
    middle: str
    last: str
    suffix: str
    sex: str
    born: date
    ssn: str
    phones: list[str]
    email: str
    addresses: list[tuple[str, str]]
    married: str


def write_people(records: int, folder: Path) -> None:
    """Writes about `records` records (a few more or less) and their truth."""
    rng = random.Random(_SEED + records)
    folder.mkdir(parents=True, exist_ok=True)
    draw = _Draw(rng, records)
    with (
        (folder / "records.csv").open("w", encoding="utf-8", newline="") as file,
        (folder / "truth.csv").open("w", encoding="utf-8", newline="") as truth_file,
    ):
        rows, truth = csv.writer(file, lineterminator="\n"), csv.writer(truth_file, lineterminator="\n")
        rows.writerow(["record_id", *INPUT_COLUMNS])
        truth.writerow(["record_id", "cluster_id"])
        people = written = 0
        while written < records:
            for person in _household(draw):
                people += 1
                for _ in range(_how_many(rng)):
                    record = f"r{rng.getrandbits(52):013x}"
                    rows.writerow([record, *_record(draw, person)])
                    truth.writerow([record, people])
                    written += 1


class _Draw:
    """What is drawn from: names as common as they are, streets and shelters in proportion to the population."""

    def __init__(self, rng: random.Random, records: int) -> None:
        self.rng = rng
        first: dict[str, Counter[str]] = {"F": Counter(), "M": Counter()}
        self.last: Counter[str] = Counter()
        for name in _VOCABULARY:
            with (SETS / name / "records.csv").open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    self.last[row["last_name"].lower()] += 1
                    if (sex := row["sex"][:1].upper()) in first:
                        first[sex][row["first_name"].lower()] += 1
        self._first = {sex: self._table(counts, 3) for sex, counts in first.items()}
        self._last = self._table(self.last, 2)
        self.streets = [f"{word} {kind}" for word in _STREETS for kind in _KINDS] + [
            f"{name} {rng.choice(_KINDS)}" for name in self._last[0][: records // 100 + 50]
        ]
        self.zips = [f"{98001 + i:05d}" for i in range(40 + records // 10_000)]
        self.shelters = [(f"{100 + i} shelter way", rng.choice(self.zips)) for i in range(2 + records // 50_000)]

    @staticmethod
    def _table(counts: Counter[str], least: int) -> tuple[list[str], list[int]]:
        kept = [(name, n) for name, n in sorted(counts.items()) if n >= least and name.replace("-", "").isalpha()]
        total, up_to = 0, []
        for _, n in kept:
            total += n
            up_to.append(total)
        return [name for name, _ in kept], up_to

    def first_name(self, sex: str) -> str:
        return self.rng.choices(self._first[sex][0], cum_weights=self._first[sex][1])[0]

    def last_name(self) -> str:
        name = self.rng.choices(self._last[0], cum_weights=self._last[1])[0]
        # More people hold more surnames: the tail is made of two.
        return name if self.rng.random() < 0.85 else name[:4] + self.rng.choice(self._last[0])[-4:]

    def digits(self, size: int) -> str:
        return f"{self.rng.randrange(10 ** (size - 1), 10**size)}"

    def address(self) -> tuple[str, str]:
        if self.rng.random() < 0.04:
            return self.rng.choice(self.shelters)
        return f"{self.rng.randrange(1, 9900)} {self.rng.choice(self.streets)}", self.rng.choice(self.zips)

    def phone(self) -> str:
        return f"{self.rng.randrange(201, 990)}{self.rng.randrange(200, 1000)}{self.rng.randrange(10_000):04d}"


def _household(draw: _Draw) -> list[Person]:
    rng = draw.rng
    size = rng.choices((1, 2, 3, 4, 5), (60, 16, 12, 8, 4))[0]
    last, address, phone = draw.last_name(), draw.address(), draw.phone()
    members: list[Person] = []
    for position in range(size):
        sex = rng.choice("FM")
        eldest, span = (1940, 62) if position < 2 else (1995, 28)
        born = date(eldest, 1, 1) + timedelta(days=rng.randrange(365 * span))
        own = last if rng.random() < 0.85 else draw.last_name()
        person = Person(
            draw.first_name(sex), draw.first_name(sex), own, "", sex, born,
            f"{rng.randrange(1, 666):03d}{rng.randrange(1, 100):02d}{rng.randrange(1, 10_000):04d}",
            [draw.phone(), draw.phone()] if rng.random() < 0.7 else [phone, draw.phone()],
            "", [address, draw.address()], draw.last_name() if sex == "F" and rng.random() < 0.15 else "",
        )  # fmt: skip
        if position and rng.random() < 0.02:  # twins
            other = members[-1]
            person.born, person.last = other.born, other.last
            person.ssn = other.ssn[:-1] + str((int(other.ssn[-1]) + 1) % 10)
        if position and sex == members[0].sex == "M" and rng.random() < 0.05:  # father and son
            person.first, person.last = members[0].first, members[0].last
            person.born = members[0].born + timedelta(days=365 * rng.randrange(18, 40))
            members[0].suffix, person.suffix = "Sr", "Jr"
        local = rng.choice((f"{person.first[0]}{person.last}", f"{person.first}.", f"{person.first}{person.last[0]}"))
        person.email = f"{local}{rng.randrange(1000)}@{rng.choice(_MAIL)}"
        members.append(person)
    return members


def _how_many(rng: random.Random) -> int:
    return rng.choices((1, 2, 3, 4, 5, 6), (45, 25, 16, 8, 4, 2))[0]


def _record(draw: _Draw, person: Person) -> list[str]:
    rng = draw.rng
    chance = rng.random
    source = rng.choice(("form", "crm", "hmis"))
    if chance() < 0.008:
        return [source, "Anonymous", "", "Client", *[""] * 13]
    first = _NICKNAMES.get(person.first, person.first) if chance() < 0.15 else person.first
    last = person.married if person.married and chance() < 0.4 else person.last
    names = [_slip(rng, first, 0.05), _slip(rng, last, 0.05)]
    if chance() < 0.003:
        names.reverse()
    born = "" if chance() < 0.12 else _date(rng, person.born)
    middle = "" if chance() < 0.55 else person.middle if chance() < 0.5 else person.middle[0]
    ssn = _ssn(rng, person.ssn, source)
    phone = rng.choice(person.phones) if source != "hmis" and chance() < 0.75 else ""
    email = person.email if source != "hmis" and chance() < 0.6 else ""
    address, code = person.addresses[chance() < 0.25] if chance() < 0.73 else ("", "")
    return [
        source, names[0], middle, names[1], person.suffix if chance() < 0.5 else "", "", born,
        person.sex if chance() < 0.97 else "", ssn, phone, email, _slip(rng, address, 0.06), "", "", "", code, "",
    ]  # fmt: skip


def _slip(rng: random.Random, value: str, share: float) -> str:
    """The value, mistyped in `share` of the cases: two letters swapped, one lost, doubled or wrong."""
    if len(value) < 3 or rng.random() >= share:
        return value
    at = rng.randrange(len(value) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    middle = ("", value[at] * 2, rng.choice(_LETTERS))[kind - 1]
    return value[:at] + middle + value[at + 1 :]


def _date(rng: random.Random, born: date) -> str:
    chance = rng.random()
    if chance < 0.01:
        return "1900-01-01"
    if chance < 0.025:
        return f"{born.year}-01-01"
    if chance < 0.03 and born.day <= 12:
        return f"{born.year}-{born.day:02d}-{born.month:02d}"
    text = born.isoformat()
    if chance < 0.06:
        at = rng.choice((2, 3, 6, 8, 9))
        return text[:at] + rng.choice("0123456789") + text[at + 1 :]
    return text


def _ssn(rng: random.Random, ssn: str, source: str) -> str:
    chance = rng.random()
    if source == "crm" or chance < 0.3:
        return ""
    if chance < 0.32:
        return "999999999"
    if source == "form":
        return f"xxxxx{ssn[-4:]}"
    return ssn if chance < 0.97 else ssn[:4] + rng.choice("0123456789") + ssn[5:]


if __name__ == "__main__":
    write_people(int(sys.argv[1]), Path(sys.argv[2]))
