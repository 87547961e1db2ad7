"""Records of one person who looks like several. A careful person would join them, or would ask."""

from dataclasses import replace
from typing import Any

from bench.identity_sweep.kinds import Case, same
from bench.identity_sweep.world import Person
from bench.identity_sweep.writing import Writer, wrong_digit

_SPANISH_WOMEN = {
    "Guadalupe": ("Lupita", "Lupe"), "Maria": ("Mari", "Mayte"), "Rosario": ("Chayo", "Charo"),
    "Concepcion": ("Concha",), "Dolores": ("Lola",), "Isabel": ("Chabela", "Isa"), "Graciela": ("Chela",),
    "Consuelo": ("Chelo",),
    "Mercedes": ("Meche",), "Refugio": ("Cuca",), "Teresa": ("Tere",), "Leticia": ("Lety",), "Socorro": ("Coco",),
    "Beatriz": ("Bety",), "Esperanza": ("Pera", "Lancha"), "Francisca": ("Paquita", "Pancha"),
}  # fmt: skip
_SLAVIC = (
    ("M", "Aleksandr", "Sasha"), ("M", "Vladimir", "Volodymyr"), ("M", "Dmitriy", "Dima"), ("M", "Mykhailo", "Misha"),
    ("M", "Yevgeniy", "Eugene"), ("M", "Sergey", "Serhiy"), ("F", "Svetlana", "Sveta"), ("F", "Yekaterina", "Katya"),
    ("F", "Natalia", "Natasha"), ("F", "Lyudmila", "Luda"), ("F", "Oleksandra", "Sasha"), ("F", "Tatiana", "Tanya"),
)  # fmt: skip
_HAITIAN = (
    ("M", "Jean Robert", "Robert"), ("M", "Jean Claude", "Claude"), ("M", "Pierre Richard", "Richard"),
    ("M", "Jean-Marie", "Jean"), ("F", "Marie Ange", "Ange"), ("F", "Marie Claire", "Claire"),
    ("F", "Rose Merline", "Merline"), ("F", "Marie Lourdes", "Lourdes"),
)  # fmt: skip
_PORTUGUESE = (
    ("M", "Jose", "Ze"), ("M", "Francisco", "Chico"), ("M", "Joao", "Joaozinho"), ("M", "Antonio", "Toninho"),
    ("F", "Maria", "Mariazinha"), ("F", "Aparecida", "Cida"), ("F", "Francisca", "Chica"), ("F", "Fernanda", "Nanda"),
)  # fmt: skip
_PORTUGUESE_FAMILY = ("da Silva", "dos Santos", "de Oliveira", "de Souza", "da Costa", "de Almeida", "do Nascimento")
_WESTERN = {"F": ("Amy", "Grace", "Cindy", "Helen", "Jenny", "Lily"), "M": ("Kevin", "Jason", "David", "Eric", "Tony")}
_PARTICLES = (
    "De la Cruz", "De Leon", "Del Rio", "De los Santos", "Van Dyke", "Mac Donald", "Le Blanc", "St Clair", "De la Rosa",
    "Abu Bakr", "Ben Ali", "San Miguel",
)  # fmt: skip


def _then(writer: Writer, person: Person, needs: str, later: str = "", without: str = "", **changed: Any) -> Case:
    """Two records of `person` with the fields of `needs`; the later also those of `later`, changed as said."""
    first, second = writer.world.rng.sample(("form", "crm", "hmis"), 2)
    return [
        (person.key, writer.record(person, first, needs=needs)),
        (person.key, writer.record(replace(person, **changed), second, needs=later or needs, without=without)),
    ]


@same
def new_surname(writer: Writer) -> Case:
    """A new surname by marriage; birth date, phone and last four digits stay."""
    world = writer.world
    woman = world.person(sex="F", ages=(20, 60))
    last = world.unlike(woman.last, world.names.cultures["census"].family)
    return _then(writer, woman, "dob sex ssn phone", without="email", last=last, home=world.place())


@same
def new_first_name_and_sex(writer: Writer) -> Case:
    """A new first name and sex; birth date, surname and two of phone, address and last four digits stay."""
    world = writer.world
    before = world.person(ages=(16, 50))
    sex = "M" if before.sex == "F" else "F"
    first = world.unlike(before.first, world.names.cultures[before.culture].given[sex])
    stays = world.rng.sample(("ssn", "phone", "place"), 2)
    return _then(writer, before, f"dob sex {' '.join(stays)}", without="email", first=first, sex=sex, middle="")


@same
def spanish_short_women(writer: Writer) -> Case:
    """Lupita for Guadalupe: a Spanish short form, with birth date and phone or address."""
    world = writer.world
    first = world.pick(list(_SPANISH_WOMEN))
    woman = world.person(sex="F", culture="hispanic", first=first, ages=(18, 75))
    return _then(
        writer, woman, "dob sex " + world.pick(("phone", "place", "ssn")), first=world.pick(_SPANISH_WOMEN[first])
    )


@same
def vietnamese_order(writer: Writer) -> Case:
    """Family name first in one record, given name first in the other."""
    world = writer.world
    person = world.person(culture="vietnamese", ages=(18, 80))
    person = replace(person, middle=person.middle or ("Thi" if person.sex == "F" else "Van"))
    turned = replace(person, first=person.last, last=person.first)
    if world.chance(0.4):
        turned = replace(turned, first=f"{person.last} {person.middle}", middle="")
    fields = "dob sex " + world.pick(("phone", "place", "ssn"))
    return [
        (person.key, writer.record(person, "form", needs=fields)),
        (person.key, writer.record(turned, "hmis", needs=fields + " middle_name")),
    ]


@same
def ssn_digit(writer: Writer) -> Case:
    """One digit of the SSN is wrong; name and birth date stay."""
    world = writer.world
    person = world.person(ages=(18, 80))
    return [
        (person.key, writer.record(person, "hmis", needs="dob sex", ssn=person.ssn)),
        (person.key, writer.record(person, "crm", needs="dob sex", ssn=wrong_digit(person.ssn, world))),
    ]


@same
def moved(writer: Writer) -> Case:
    """A new address and phone; name and birth date stay."""
    world = writer.world
    person = world.person(ages=(18, 80))
    return _then(writer, person, "dob sex place phone", without="email", home=world.place(), phone=world.phone())


@same
def english_nickname(writer: Writer) -> Case:
    """Peggy for Margaret: an English short form, with birth date and phone, address or last four digits."""
    world = writer.world
    given = world.names.cultures["census"].given
    known = [(sex, name) for sex in "FM" for name in world.names.short_forms if name in set(given[sex].values[:150])]
    sex, first = world.pick(known)
    person = world.person(sex=sex, culture="census", first=first, ages=(20, 85))
    short = world.pick(world.names.short_forms[first])
    return _then(writer, person, "dob sex " + world.pick(("phone", "place", "ssn")), first=short)


@same
def teen_to_adult(writer: Writer) -> Case:
    """Entered at 15 under the mother's phone, e-mail and address; as an adult under one's own."""
    world = writer.world
    adult = world.person(ages=(18, 24))
    mother = world.person(sex="F", ages=(40, 55), last=adult.last)
    teen = replace(adult, phone=mother.phone, email=mother.email, home=mother.home)
    return [
        (adult.key, writer.record(teen, "form", needs="dob sex phone email place ssn")),
        (adult.key, writer.record(adult, world.pick(("crm", "hmis")), needs="dob sex phone place ssn")),
    ]


@same
def slavic_forms(writer: Writer) -> Case:
    """Short forms, Ukrainian and Russian spelling, and surnames in -ov and -ova."""
    world = writer.world
    sex, first, second = world.pick(_SLAVIC)
    person = world.person(sex=sex, culture="slavic", first=first, ages=(18, 80))
    person = replace(person, dob=person.dob.replace(month=1 + person.dob.month % 12, day=2 + person.dob.day % 26))
    last = f"{person.last}a" if sex == "F" and person.last.endswith("ov") else person.last
    return _then(writer, person, "dob sex " + world.pick(("phone", "place", "ssn")), first=second, last=last)


@same
def haitian_compounds(writer: Writer) -> Case:
    """Jean Robert, who goes by Robert."""
    world = writer.world
    sex, compound, short = world.pick(_HAITIAN)
    person = world.person(sex=sex, culture="haitian", first=compound, ages=(18, 75))
    return _then(writer, person, "dob sex " + world.pick(("phone", "place", "ssn")), first=short)


@same
def portuguese_particles(writer: Writer) -> Case:
    """Ze Silva for Jose da Silva: a short form, a particle left out, or both."""
    world = writer.world
    sex, first, short = world.pick(_PORTUGUESE)
    last = world.pick(_PORTUGUESE_FAMILY)
    person = world.person(sex=sex, first=first, last=last, ages=(18, 75))
    fields = "dob sex " + world.pick(("phone", "place", "ssn"))
    return _then(writer, person, fields, first=short if world.chance(0.6) else first, last=last.split(" ")[-1])


@same
def full_name_only(writer: Writer) -> Case:
    """One record holds the whole name in one field, as "Family, Given M." or "Given Family"."""
    world = writer.world
    person = world.person(ages=(18, 80))
    initial = f" {person.middle[0]}." if person.middle and world.chance(0.5) else ""
    last_first, first_last = f"{person.last}, {person.first}{initial}", f"{person.first}{initial} {person.last}"
    whole = world.pick((last_first, first_last))
    row = writer.record(person, "crm", needs="dob sex phone", full_name=whole) | {
        "first_name": "",
        "last_name": "",
        "middle_name": "",
    }
    return [(person.key, writer.record(person, "form", needs="dob sex phone")), (person.key, row)]


@same
def initial_only(writer: Writer) -> Case:
    """An initial for the first name; surname, birth date and phone stay."""
    world = writer.world
    person = world.person(ages=(18, 80))
    return _then(writer, person, "dob phone sex", first=f"{person.first[0]}." if world.chance(0.5) else person.first[0])


@same
def chinese_western_name(writer: Writer) -> Case:
    """A Western first name beside the Chinese one; birth date, phone and last four digits stay."""
    world = writer.world
    person = world.person(culture="chinese", ages=(16, 75))
    return _then(writer, person, "dob sex phone ssn", first=world.pick(_WESTERN[person.sex]))


@same
def particles_run_together(writer: Writer) -> Case:
    """De la Cruz, Delacruz or Cruz."""
    world = writer.world
    last = world.pick(_PARTICLES)
    person = world.person(last=last, ages=(18, 80))
    other = last.replace(" ", "").title() if world.chance(0.6) else last.split(" ")[-1]
    return _then(writer, person, "dob sex", last=other)


@same
def maiden_as_middle(writer: Writer) -> Case:
    """The surname before marriage becomes the middle name; birth date and phone or last four digits stay."""
    world = writer.world
    woman = world.person(sex="F", ages=(22, 70))
    last = world.unlike(woman.last, world.names.cultures["census"].family)
    fields = "dob sex " + world.pick(("phone", "ssn"))
    married = fields + " middle_name"
    return _then(
        writer, woman, fields, later=married, without="email", last=last, middle=woman.last, home=world.place()
    )


@same
def placeholder_ssn_once(writer: Writer) -> Case:
    """A placeholder for the SSN in one record, a real one in the other; name, birth date and sex stay."""
    world = writer.world
    person = world.person(ages=(18, 80))
    held = world.pick(("999999999", "000000000", "123456789", "111111111"))
    return [
        (person.key, writer.record(person, "hmis", needs="dob sex", ssn=person.ssn)),
        (person.key, writer.record(person, "form", needs="dob sex", ssn=world.pick((held, f"xxxxx{held[5:]}")))),
    ]
