"""The realistic set: households, people in shelters and at centers of arrival, several records of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.identity_sweep.namebook import Draw
from bench.identity_sweep.world import TODAY, Person, World
from bench.identity_sweep.writing import SOURCES, Row, Writer

_PROTECTED = (
    ("Anonymous", "Client"), ("Confidential", "Confidential"), ("Anonymous", "Anonymous"), ("Redacted", "Redacted"),
    ("De-identified", "Client"), ("Name", "Withheld"),
)  # fmt: skip
_UNKNOWN = (("FNU", ""), ("", "LNU"), ("Unknown", "Unknown"), ("Baby Boy", ""), ("Baby Girl", ""), ("John", "Doe"))


@dataclass(frozen=True)
class Shares:
    """How often each kind of life occurs, of persons or of households."""

    family: float = 0.4
    twins: float = 0.015
    named_for_parent: float = 0.01
    shelter: float = 0.13
    no_address: float = 0.08
    moved: float = 0.18
    married: float = 0.03
    another_record: float = 0.52
    protected: float = 0.0025
    unknown_name: float = 0.003
    january: float = 0.45  # of those who came as refugees
    center: float = 0.17  # of those who came as refugees


def records(writer: Writer, count: int, shares: Shares | None = None) -> Iterator[tuple[str, Row]]:
    """`count` records with the key of the person each is about."""
    shares = shares or Shares()
    made = 0
    while made < count:
        for person in _household(writer.world, shares):
            for row in _records_of(writer, person, shares):
                if made < count:
                    yield row
                    made += 1


def _household(world: World, shares: Shares) -> list[Person]:
    if not world.chance(shares.family):
        return [_alone(world, shares)]
    culture, home = world.names.culture(world.rng).name, world.place()
    parent = world.person(culture=culture, ages=(22, 55), home=home)
    members = [parent]
    if world.chance(0.5):
        spouse = world.person(sex="M" if parent.sex == "F" else "F", culture=culture, ages=(22, 55), home=home)
        members.append(replace(spouse, last=parent.last, phone=parent.phone) if world.chance(0.6) else spouse)
    for _ in range(world.rng.choices((0, 1, 2, 3, 4), (20, 30, 28, 15, 7))[0]):
        members += _births(world, parent, members, shares)
    return [_arrived(world, member, shares) for member in members]


def _births(world: World, parent: Person, family: list[Person], shares: Shares) -> list[Person]:
    """A child, or twins, of names that nobody in the family has, but for a child named for the parent."""
    given = world.names.cultures[parent.culture].given
    oldest = min(24, max(1, TODAY.year - parent.dob.year - 18))
    child = world.person(culture=parent.culture, ages=(0, oldest), home=parent.home, last=parent.last)
    email = parent.email if world.chance(0.5) else child.email
    taken = {member.first for member in family}
    first = _new_name(world, given[child.sex], taken)
    child = replace(child, first=first, phone=parent.phone, email=email)
    if world.chance(shares.twins):
        return [child, world.other(child, first=_new_name(world, given[child.sex], taken | {first}))]
    if child.sex == parent.sex and world.chance(shares.named_for_parent * (3 if child.sex == "M" else 1)):
        return [replace(child, first=parent.first, suffix="Jr" if child.sex == "M" else "")]
    return [child]


def _new_name(world: World, draw: Draw, taken: set[str]) -> str:
    while (name := draw.one(world.rng)) in taken:
        pass
    return name


def _alone(world: World, shares: Shares) -> Person:
    person = world.person()
    if world.chance(shares.shelter):
        person = replace(person, home=world.pick(world.shelters))
    return _arrived(world, person, shares)


def _arrived(world: World, person: Person, shares: Shares) -> Person:
    """A refugee's birth date and address, for those whose families came so."""
    if not world.names.cultures[person.culture].arrived:
        return person
    if world.chance(shares.january):
        person = replace(person, dob=person.dob.replace(month=1, day=1))
    return replace(person, home=world.pick(world.centers)) if world.chance(shares.center) else person


def _records_of(writer: Writer, person: Person, shares: Shares) -> Iterator[tuple[str, Row]]:
    """Each record of somebody, in the order in which life goes."""
    world = writer.world
    wants_no_address = world.chance(shares.no_address)
    known = person
    while True:
        source = world.pick(SOURCES)
        row = writer.ordinary(known, source)
        if wants_no_address:
            row |= dict.fromkeys(("address", "unit", "city", "state", "zip"), "")
        if world.chance(shares.protected):
            yield world.key(), _protected(world, row)
        elif world.chance(shares.unknown_name):
            first, last = world.pick(_UNKNOWN)
            name = {"first_name": first or row["first_name"], "last_name": last or row["last_name"]}
            yield person.key, row | name | {"ssn": "", "dob": row["dob"] and f"{row['dob'][:4]}-01-01"}
        else:
            yield person.key, row
        if not world.chance(shares.another_record):
            return
        if world.chance(shares.moved):
            known = replace(known, home=world.place(), phone=world.phone() if world.chance(0.6) else known.phone)
        if known.sex == "F" and world.chance(shares.married):
            known = replace(known, last=world.names.culture(world.rng).family.one(world.rng))


def _protected(world: World, row: Row) -> Row:
    """The record of somebody who may not be identified: nobody's but its own."""
    first, last = world.pick(_PROTECTED)
    hidden = {"first_name": first, "last_name": last, "middle_name": "", "email": "", "address": "", "unit": ""}
    return row | hidden | ({"ssn": ""} if world.chance(0.7) else {}) | ({"phone": ""} if world.chance(0.7) else {})
