"""Records of different people who look like one. A careful person would not join them, or would ask."""

from dataclasses import replace
from datetime import timedelta

from bench.identity_sweep.kinds import Case, different, protected
from bench.identity_sweep.world import Person, World, years_later
from bench.identity_sweep.writing import Row, Writer

# Names alike that are given to brothers, sisters and cousins.
_ALIKE = {
    "F": (
        ("Jada", "Jayda"), ("Kayla", "Kaylee"), ("Aaliyah", "Aliyah"), ("Maria", "Mariah"), ("Amina", "Aminah"),
        ("Brianna", "Breanna"), ("Janae", "Janea"), ("Marisol", "Marisela"), ("Destiny", "Destinee"), ("Ana", "Anna"),
        ("Karla", "Karina"), ("Lillian", "Lilliana"), ("Shanice", "Shaniece"), ("Tiana", "Tianna"),
    ),
    "M": (
        ("Jayden", "Jaden"), ("Jason", "Jayson"), ("Devon", "Devin"), ("Marcus", "Marquis"), ("Luis", "Luisito"),
        ("Mohamed", "Mohamud"), ("Jamal", "Jamel"), ("Aidan", "Adian"), ("Dante", "Deonte"), ("Eric", "Derek"),
        ("Kevin", "Kelvin"), ("Tyrell", "Terrell"), ("Jose", "Josue"), ("Brandon", "Braydon"),
    ),
}  # fmt: skip


def _pair_alike(world: World, sex: str) -> tuple[str, str]:
    one, two = world.pick(_ALIKE[sex])
    return (one, two) if world.chance(0.5) else (two, one)


def _two(writer: Writer, one: Person, two: Person, needs: str) -> Case:
    """A record of each, with the fields of `needs`."""
    return [(person.key, writer.record(person, needs=needs)) for person in (one, two)]


@different
def father_son_bridge(writer: Writer) -> Case:
    """Father and son of one name at one address; a suffix in one record, a third has no birth date."""
    world = writer.world
    father = replace(world.person(sex="M", ages=(42, 66)), suffix="Sr")
    son = world.other(father, suffix="Jr", dob=years_later(father.dob, world.rng.randint(19, 31)), middle=father.middle)
    third = world.pick((father, son))
    return [
        (father.key, writer.record(father, "hmis", needs="dob sex place")),
        (son.key, writer.record(son, "form", needs="dob sex phone place", without="suffix ssn")),
        (third.key, writer.record(third, "crm", needs="sex phone place", without="dob suffix ssn")),
    ]


@different
def siblings_year_to_the_day(writer: Writer) -> Case:
    """Siblings with names alike, born a year apart to the day."""
    world = writer.world
    sex = world.pick("FM")
    first, second = _pair_alike(world, sex)
    elder = world.person(sex=sex, first=first, ages=(3, 20))
    younger = world.other(elder, first=second, dob=years_later(elder.dob, world.pick((1, 1, 2))))
    return _two(writer, elder, younger, "dob sex phone place")


@different
def twins_alike(writer: Writer) -> Case:
    """Twins of one sex with names alike."""
    world = writer.world
    sex = world.pick("FM")
    first, second = _pair_alike(world, sex)
    one = world.person(sex=sex, first=first, ages=(1, 30))
    return _two(writer, one, world.other(one, first=second), "dob sex phone place")


@protected
def confidential_last_four(writer: Writer) -> Case:
    """A record under "Confidential" with the last four digits and birth date of a named person."""
    world = writer.world
    named = world.person()
    hidden = world.other(
        named, ssn=named.ssn, first="Confidential", last=world.pick(("Confidential", "Client", "Participant"))
    )
    return [
        (named.key, writer.record(named, needs="dob ssn")),
        (
            hidden.key,
            writer.record(hidden, needs="dob", without="phone email middle_name", ssn=f"xxxxx{named.ssn[5:]}"),
        ),
    ]


@protected
def deidentified_household(writer: Writer) -> Case:
    """A de-identified record with the phone, birth date and address of a named person."""
    world = writer.world
    named = world.person()
    first, last = world.pick(
        (("De-identified", "Client"), ("Deidentified", "Deidentified"), ("Client", "De-identified"))
    )
    hidden = world.other(named, first=first, last=last, middle="")
    return [
        (named.key, writer.record(named, needs="dob phone place sex")),
        (hidden.key, writer.record(hidden, needs="dob phone place sex", without="ssn email")),
    ]


@different
def refugees_january(writer: Writer) -> Case:
    """Two refugees with one common name, born "1 January" of one year, at one center of arrival."""
    world = writer.world
    culture = world.pick(("arabic", "afghan", "somali"))
    one = world.person(culture=culture, ages=(18, 60), home=world.pick(world.centers))
    one = replace(one, dob=one.dob.replace(month=1, day=1), middle="", phone=one.home.phone)
    common = world.names.cultures[culture]
    one = replace(
        one,
        first=common.given[one.sex].values[world.rng.randrange(3)],
        last=common.family.values[world.rng.randrange(4)],
    )
    two = world.other(one, email=world.email(one.first, one.last))
    needs = "dob sex place" + (" phone" if world.chance(0.5) else "")
    return [
        (one.key, writer.record(one, "form", needs=needs, without="ssn")),
        (two.key, writer.record(two, world.pick(("crm", "hmis")), needs=needs, without="ssn email")),
    ]


@different
def fnu_twice(writer: Writer) -> Case:
    """FNU ("first name unknown") twice with one family name and birth dates of one estimated year."""
    world = writer.world
    one = world.person(culture=world.pick(("arabic", "afghan", "somali", "hispanic")), home=world.pick(world.centers))
    one = replace(one, first="FNU", middle="", dob=one.dob.replace(month=1, day=1))
    two = world.other(one, phone=world.phone(), email="")
    return (
        _two(writer, one, two, "dob sex place")
        if world.chance(0.6)
        else [
            (one.key, writer.record(one, needs="dob sex", without="ssn email")),
            (two.key, writer.record(two, needs="dob sex", without="ssn email")),
        ]
    )


@different
def shelter_roommates(writer: Writer) -> Case:
    """Two of one common name in one shelter under its phone, born in different years or of unknown age."""
    world = writer.world
    sex = world.pick("FM")
    names = world.names.cultures["census"]
    first = names.given[sex].values[world.rng.randrange(25)]
    last = names.family.values[world.rng.randrange(40)]
    one = world.person(sex=sex, first=first, last=last, ages=(22, 65), home=world.pick(world.shelters))
    one = replace(one, phone=one.home.phone, middle="")
    two = world.other(one, dob=one.dob + timedelta(days=world.rng.randint(300, 4000)))
    if world.chance(0.5):
        return _two(writer, one, two, "dob sex phone place")
    return [
        (one.key, writer.record(one, "hmis", needs="dob sex place phone ssn")),
        (two.key, writer.record(two, "form", needs="sex place phone", without="dob ssn email")),
    ]


@different
def caseworker_phone(writer: Writer) -> Case:
    """Two of one common name whose forms give their caseworker's phone; one has no birth date."""
    world = writer.world
    culture = world.pick(("census", "hispanic"))
    names, sex = world.names.cultures[culture], world.pick("FM")
    first, last = names.given[sex].values[world.rng.randrange(15)], names.family.values[world.rng.randrange(15)]
    phone, _ = world.pick(world.caseworkers)
    one, two = (world.person(sex=sex, culture=culture, first=first, last=last, ages=(20, 70)) for _ in range(2))
    return [
        (one.key, writer.record(one, "form", needs="dob sex", without="email ssn", phone=phone)),
        (two.key, writer.record(two, "crm", needs="sex", without="dob email", phone=phone)),
    ]


@different
def family_ssn(writer: Writer) -> Case:
    """Brothers or sisters entered under one SSN of the family."""
    world = writer.world
    elder = world.person(ages=(4, 17))
    given = world.names.cultures[elder.culture].given
    sex = world.pick("FM")
    first = world.unlike(elder.first, given[sex])
    younger = world.other(
        elder,
        ssn=elder.ssn,
        sex=sex,
        first=first,
        middle="",
        dob=elder.dob + timedelta(days=world.rng.randint(400, 1900)),
    )
    return _two(writer, elder, younger, "dob sex place ssn phone")


@different
def neighbour_ssn(writer: Writer) -> Case:
    """Strangers under one SSN, typed from the row above: one shelter, one sex, birth years near."""
    world = writer.world
    sex = world.pick("FM")
    one = world.person(sex=sex, ages=(25, 60), home=world.pick(world.shelters))
    two = world.person(sex=sex, ages=(25, 60), home=one.home)
    names = world.names.cultures[two.culture]
    two = replace(two, first=world.unlike(one.first, names.given[sex]), last=world.unlike(one.last, names.family))
    return _two(writer, one, replace(two, ssn=one.ssn), "dob sex ssn place")


@different
def somali_heaped(writer: Writer) -> Case:
    """Two of a common Somali name, born "1 January" of years near each other, in one block of flats."""
    world = writer.world
    names, sex = world.names.cultures["somali"], world.pick("FM")
    first, last = names.given[sex].values[world.rng.randrange(4)], names.family.values[world.rng.randrange(5)]
    one = world.person(sex=sex, culture="somali", first=first, last=last, ages=(18, 70))
    one = replace(one, dob=one.dob.replace(month=1, day=1), home=replace(one.home, unit="Apt 12"))
    two = world.other(
        one,
        dob=years_later(one.dob, world.pick((0, 1, 2, 3))),
        phone=world.phone(),
        email=world.email(first, last),
        home=replace(one.home, unit=f"Apt {world.rng.randint(13, 90)}"),
    )
    return _two(writer, one, two, "dob sex place phone")


@different
def cousins_named_alike(writer: Writer) -> Case:
    """Cousins named for one grandfather, born months apart, under their grandmother's phone."""
    world = writer.world
    one = world.person(sex="M", ages=(5, 25))
    two = world.other(
        one, dob=one.dob + timedelta(days=world.rng.randint(35, 320)), home=world.place(),
        email=world.email(one.first, one.last), middle=world.names.cultures["census"].given["M"].one(world.rng),
    )  # fmt: skip
    return _two(writer, one, two, "dob sex phone place")


@different
def guardian_contact(writer: Writer) -> Case:
    """Children with names alike under their guardian's phone, e-mail and address, born years apart."""
    world = writer.world
    sex = world.pick("FM")
    first, second = _pair_alike(world, sex)
    one = world.person(sex=sex, first=first, ages=(6, 15))
    two = world.other(one, first=second, dob=one.dob + timedelta(days=world.rng.randint(500, 1500)))
    return _two(writer, one, two, "dob sex phone email place")


@different
def placeholder_birth_dates(writer: Writer) -> Case:
    """Two of one common name in one city whose birth dates are the program's default."""
    world = writer.world
    names, sex = world.names.cultures[world.pick(("census", "hispanic"))], world.pick("FM")
    first, last = names.given[sex].values[world.rng.randrange(12)], names.family.values[world.rng.randrange(12)]
    home = world.place()
    default = world.pick(("1900-01-01", "1901-01-01", "1970-01-01"))
    rows: Case = []
    for source in ("form", "hmis"):
        person = world.person(sex=sex, first=first, last=last, ages=(20, 70))
        person = replace(person, home=replace(world.place(), city=home.city, zip=home.zip))
        row: Row = writer.record(person, source, needs="sex place", without="ssn email phone middle_name", dob=default)
        rows.append((person.key, row))
    return rows


@different
def widow_under_husbands_ssn(writer: Writer) -> Case:
    """A wife entered under the SSN of the husband from whom her benefits come; all of the home is shared."""
    world = writer.world
    husband = world.person(sex="M", ages=(58, 85))
    names = world.names.cultures[husband.culture]
    first = world.unlike(husband.first, names.given["F"])
    dob = husband.dob + timedelta(days=world.rng.randint(-1500, 2500))
    wife = world.other(husband, ssn=husband.ssn, sex="F", first=first, middle="", dob=dob)
    return _two(writer, husband, wife, "dob sex ssn phone place")
