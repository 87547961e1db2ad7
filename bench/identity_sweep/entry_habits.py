"""Cases that come of how records are entered: defaults, words in place of a name, fields cut, masked or misread."""

from dataclasses import replace
from datetime import timedelta

from bench.identity_sweep.kinds import Case, different, protected, same
from bench.identity_sweep.namebook import Draw
from bench.identity_sweep.world import Person, World, years_later
from bench.identity_sweep.writing import Writer, typed_wrong

_BABIES = (("Baby A", "Baby B"), ("Twin A", "Twin B"), ("Baby Girl 1", "Baby Girl 2"), ("Baby Boy A", "Baby Boy B"))
_UNBORN = ("Unborn", "Unborn Child", "Expected Baby", "Unborn Baby")
_WITHHELD = (
    ("Participant", "4471"), ("Protected", "Protected"), ("Do Not", "Disclose"), ("Safe At Home", "Participant"),
    ("Redacted", "Client"), ("Survivor", "Survivor"),
)  # fmt: skip
_CALLED = (
    ("M", "Robert", "Bo"), ("M", "Clarence", "Tiny"), ("M", "Leonard", "Skip"), ("F", "Geraldine", "Tootie"),
    ("F", "Katherine", "Kiki"), ("M", "Mohamed", "Dheere"), ("M", "Jesus", "Flaco"), ("F", "Wilhelmina", "Dee"),
)  # fmt: skip


def _common(world: World, draw: Draw, among: int) -> str:
    """One of the commonest names."""
    return draw.values[world.rng.randrange(among)]


def _namesake(world: World, culture: str, among: int = 20, ages: tuple[int, int] = (20, 70)) -> Person:
    """Somebody whose first and last name are among the commonest."""
    names, sex = world.names.cultures[culture], world.pick("FM")
    first, last = _common(world, names.given[sex], among), _common(world, names.family, among)
    return world.person(sex=sex, culture=culture, first=first, last=last, ages=ages)


@different
def newborn_twins_lettered(writer: Writer) -> Case:
    """Newborn twins entered as Baby A and Baby B, Twin A and Twin B."""
    world = writer.world
    first, second = world.pick(_BABIES)
    one = replace(world.person(ages=(0, 1), first=first), middle="")
    two = world.other(one, first=second)
    return [
        (baby.key, writer.record(baby, source, needs="dob sex phone place", without="ssn email"))
        for baby, source in ((one, "form"), (two, world.pick(("form", "crm"))))
    ]


@different
def unborn_twice(writer: Writer) -> Case:
    """Two pregnancies of one mother, entered as Unborn Child under her name, phone and address; due dates or none."""
    world = writer.world
    word = world.pick(_UNBORN)
    one = replace(world.person(ages=(1, 4), first=word), middle="", sex="")
    two = world.other(one, dob=one.dob + timedelta(days=world.rng.randint(330, 1100)))
    has_dates = world.chance(0.5)
    fields, lacks = ("phone place", "ssn email sex") if not has_dates else ("phone place dob", "ssn email sex")
    return [
        (one.key, writer.record(one, "form", needs=fields, without=lacks)),
        (two.key, writer.record(two, "crm", needs="phone place", without=f"{lacks} dob")),
    ]


@different
def recycled_phone(writer: Writer) -> Case:
    """A phone number that somebody else of the same first name and sex has now, of another family and age."""
    world = writer.world
    one = _namesake(world, "census")
    names = world.names.cultures["census"]
    two = world.other(
        one, last=world.unlike(one.last, names.family), middle=names.given[one.sex].one(world.rng),
        dob=one.dob + timedelta(days=world.rng.randint(365, 7000)), home=world.place(), email="",
    )  # fmt: skip
    return [(person.key, writer.record(person, needs="sex phone", without="ssn")) for person in (one, two)]


@different
def default_last_four(writer: Writer) -> Case:
    """Two of one common name whose last four digits are typed as 0000, 1234 or 9999; a birth date is missing or
    heaped."""
    world = writer.world
    one = _namesake(world, world.pick(("census", "hispanic")))
    two = world.other(one, phone=world.phone(), home=world.place(), middle="", email="")
    four = f"xxxxx{world.pick(('0000', '1234', '9999'))}"
    if world.chance(0.5):
        rows = [
            writer.record(one, "form", needs="dob sex", ssn=four),
            writer.record(two, "crm", without="dob", ssn=four),
        ]
    else:
        heaped = one.dob.replace(month=1, day=1)
        rows = [
            writer.record(replace(person, dob=heaped), needs="dob sex", ssn=four, without="email")
            for person in (one, two)
        ]
    return [(person.key, row) for person, row in zip((one, two), rows, strict=True)]


@different
def uncle_and_nephew(writer: Writer) -> Case:
    """Uncle and nephew of one name in one home, born nine to fourteen years apart."""
    world = writer.world
    uncle = replace(world.person(sex="M", ages=(25, 60)), middle="")
    born = years_later(uncle.dob, world.rng.randint(9, 14)) + timedelta(days=world.rng.randint(-170, 170))
    phone = world.phone() if world.chance(0.5) else uncle.phone
    nephew = world.other(uncle, dob=born, phone=phone, email="")
    return [
        (person.key, writer.record(person, needs="dob sex place phone", without="ssn email"))
        for person in (uncle, nephew)
    ]


@different
def reversed_strangers(writer: Writer) -> Case:
    """James Thomas and Thomas James: of one sex and birth year, born on other days."""
    world = writer.world
    given = world.names.cultures["census"].given["M"]
    first, last = world.rng.sample(given.values[:40], 2)
    one = world.person(sex="M", culture="census", first=first, last=last, ages=(20, 70))
    day = one.dob.replace(month=1 + (one.dob.month + world.rng.randint(1, 10)) % 12, day=world.rng.randint(2, 28))
    two = world.other(one, first=last, last=first, dob=day, phone=world.phone(), middle="")
    two = replace(two, home=replace(world.place(), city=one.home.city, zip=one.home.zip), email="")
    return [(person.key, writer.record(person, needs="dob sex", without="ssn")) for person in (one, two)]


@different
def room_above_the_motel(writer: Writer) -> Case:
    """Two of one common name at one motel, e-mails made from the name; one has no birth date."""
    world = writer.world
    one = _namesake(world, world.pick(("census", "hispanic")), among=15)
    one = replace(one, home=replace(world.pick(world.shelters), unit="", phone=""), middle="")
    two = world.other(one, email=world.email(one.first, one.last), phone=world.phone())
    return [
        (one.key, writer.record(one, "form", needs="dob sex place email", without="ssn phone")),
        (two.key, writer.record(two, "crm", needs="sex place email", without="dob ssn")),
    ]


@protected
def withheld_in_words(writer: Writer) -> Case:
    """Participant 4471, Do Not Disclose, Survivor in place of a name, with phone and birth date of a named person."""
    world = writer.world
    named = world.person()
    first, last = world.pick(_WITHHELD)
    hidden = world.other(named, first=first, last=last, middle="")
    return [
        (named.key, writer.record(named, needs="dob phone sex")),
        (hidden.key, writer.record(hidden, needs="dob phone sex", without="ssn email")),
    ]


@same
def quoted_nickname(writer: Writer) -> Case:
    """Robert "Bo" Tanner in one record, Bo Tanner in the other; birth date and phone or last four digits stay."""
    world = writer.world
    sex, first, called = world.pick(_CALLED)
    person = world.person(sex=sex, first=first, ages=(18, 80))
    fields = "dob sex " + world.pick(("phone", "ssn"))
    marked = world.pick((f'{first} "{called}"', f"{first} ({called})", f"{first} '{called}'"))
    return [
        (person.key, writer.record(replace(person, first=marked), "form", needs=fields)),
        (person.key, writer.record(replace(person, first=called), "crm", needs=fields)),
    ]


@same
def truncated(writer: Writer) -> Case:
    """Names cut at eight letters and the address at twelve by an old system; birth date and sex stay."""
    world = writer.world
    census = world.names.cultures["census"]
    first = world.pick([name for name in census.given["F"].values[:800] if len(name) > 8])
    last = world.pick([name for name in census.family.values[:4000] if len(name) > 9])
    person = world.person(sex="F", culture="census", first=first, last=last, ages=(18, 80))
    home = replace(person.home, address=person.home.address[:12])
    return [
        (person.key, writer.record(person, "form", needs="dob sex place")),
        (
            person.key,
            writer.record(replace(person, first=first[:8], last=last[:8], home=home), "hmis", needs="dob sex place"),
        ),
    ]


@same
def century(writer: Writer) -> Case:
    """A birth year a hundred years off, or of two digits; name and phone or address stay."""
    world = writer.world
    person = world.person(ages=(15, 70))
    fields = "dob sex " + world.pick(("phone", "place"))
    born = person.dob
    wrong = f"{born.year - 100}-{born:%m-%d}" if born.year >= 2000 else f"{born:%m/%d/%y}"
    return [
        (person.key, writer.record(person, "form", needs=fields)),
        (person.key, writer.record(person, "crm", needs=fields, dob=wrong)),
    ]


@same
def masked_ssn(writer: Writer) -> Case:
    """XXX-XX-1234 in one record, the whole number in the other, another surname by marriage; birth date stays."""
    world = writer.world
    woman = world.person(sex="F", ages=(20, 60))
    married = replace(woman, last=world.unlike(woman.last, world.names.cultures["census"].family), home=world.place())
    mask = world.pick(("XXX-XX-{}", "***-**-{}", "xxx-xx-{}")).format(woman.ssn[5:])
    return [
        (woman.key, writer.record(woman, "hmis", needs="dob sex ssn")),
        (woman.key, writer.record(married, "form", needs="dob sex", without="email", ssn=mask)),
    ]


@same
def suffix_misplaced(writer: Writer) -> Case:
    """Jr after the first name, as middle name, after the family name with a comma, or left out; birth date and last
    four digits stay."""
    world = writer.world
    person = replace(world.person(sex="M", ages=(18, 70)), middle="")
    written = world.pick((
        replace(person, first=f"{person.first} Jr"), replace(person, middle="Jr."),
        replace(person, last=f"{person.last}, Jr."), replace(person, suffix="Jr"),
    ))  # fmt: skip
    return [
        (person.key, writer.record(person, "form", needs="dob sex ssn")),
        (person.key, writer.record(written, "hmis", needs="dob sex ssn middle_name")),
    ]


@same
def email_and_birth_year(writer: Writer) -> Case:
    """Nothing but a name mistyped once, an e-mail that is not made of it, and the year of birth."""
    world = writer.world
    person = world.person(ages=(18, 70))
    words = world.rng.sample(
        ("blue", "tiger", "rain", "soccer", "queen", "dodgers", "sunny", "wolf", "mama", "luna"), 2
    )
    email = f"{''.join(words)}{world.rng.randint(10, 9999)}@gmail.com"
    person = replace(person, email=email, dob=person.dob.replace(month=1, day=1))
    wrong = replace(person, first=typed_wrong(person.first, world))
    return [
        (one.key, writer.record(one, "form", needs="dob email", without="ssn phone place sex middle_name"))
        for one in (person, wrong)
    ]
