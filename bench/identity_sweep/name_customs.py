"""Cases that come of how names are given and written where families do not name as the census does."""

from dataclasses import replace
from datetime import timedelta

from bench.identity_sweep.kinds import Case, different, same
from bench.identity_sweep.world import Person
from bench.identity_sweep.writing import Row, Writer

_KOREAN = {
    "M": (("Min", "jun", "ho"), ("Sung", "min", "ho"), ("Jae", "hyun", "won"), ("Dong", "wook", "hyun")),
    "F": (("Ji", "woo", "yeon"), ("Soo", "jin", "min"), ("Hye", "rin", "won"), ("Eun", "ji", "young")),
}
_KOREAN_FAMILY = ("Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon")
_SIKH = {
    "M": ("Singh", ("Gurpreet", "Harpreet", "Jaswinder", "Manjit")),
    "F": ("Kaur", ("Harpreet", "Manpreet", "Simran")),
}
_ONE_NAME = {
    "F": ("Zahra", "Fatima", "Shabnam", "Parwana", "Sukarti", "Nilar"),
    "M": ("Habibullah", "Najibullah", "Suharto", "Zaw", "Rahmatullah", "Sayed"),
}
_BURMESE = {
    "M": (
        ("Saw", "Mahn", "U", "Ko", ""),
        (("Aung", "Kyaw", "Moe"), ("Eh", "Doh", "Htoo"), ("Kyaw", "Zin", "Oo"), ("Htoo", "Lwe", "Say")),
    ),
    "F": (
        ("Naw", "Daw", "Ma", ""),
        (("Paw", "Eh", "Wah"), ("Khin", "Mar", "Win"), ("Hser", "Ku", "Paw"), ("Thida", "Aye", "Nu")),
    ),
}
_HMONG_GIVEN = ("Tou", "Chue", "Kou", "Pao", "Yeng", "Xeng", "Toua", "Long")
_HMONG_ELDER = ("Nhia", "Wa", "Chong", "Cher", "Nao", "Blia")
_HMONG_CLANS = ("Xiong", "Vang", "Yang", "Lee", "Thao", "Moua", "Her", "Lor")
_MARIA = (
    ("Maria Guadalupe", "Ma. Guadalupe", "Guadalupe", "M. Guadalupe"),
    ("Maria del Carmen", "Ma. del Carmen", "Carmen", "Ma del Carmen"),
    ("Maria de los Angeles", "Ma. de los Angeles", "Angeles", "Maria Angeles"),
    ("Maria Elena", "Ma. Elena", "Ma Elena", "Elena"),
)


def _stays(writer: Writer, *others: str) -> str:
    return f"dob sex {writer.world.pick(others)}"


@different
def korean_generation_name(writer: Writer) -> Case:
    """Brothers Min-jun and Min-ho Kim: one syllable of the generation; in one home, two years apart."""
    world = writer.world
    sex = world.pick("FM")
    shared, mine, yours = world.pick(_KOREAN[sex])
    elder = replace(world.person(sex=sex, first=shared, last=world.pick(_KOREAN_FAMILY), ages=(6, 25)), middle="")
    younger = world.other(elder, dob=elder.dob + timedelta(days=world.rng.randint(500, 1200)))
    style = world.rng.randrange(3)

    def row(person: Person, own: str) -> Row:
        first, middle = ((f"{shared}-{own}", ""), (shared, own.title()), (f"{shared} {own[0].upper()}", ""))[style]
        named = replace(person, first=first, middle=middle)
        return writer.record(named, needs="dob sex phone place" + " middle_name" * bool(middle), without="ssn")

    return [(elder.key, row(elder, mine)), (younger.key, row(younger, yours))]


@different
def singh_at_the_temple(writer: Writer) -> Case:
    """Two of one common Sikh name at one address, born in one year on other days."""
    world = writer.world
    sex = world.pick("FM")
    last, given = _SIKH[sex]
    one = replace(world.person(sex=sex, first=world.pick(given), last=last, ages=(20, 60)), middle="")
    day = one.dob.replace(month=1 + (one.dob.month + world.rng.randint(1, 10)) % 12, day=world.rng.randint(2, 28))
    two = world.other(one, dob=day, phone=world.phone(), email="")
    first, second = ("phone", "phone") if world.chance(0.5) else ("", "phone")
    return [
        (one.key, writer.record(one, "form", needs=f"dob sex place {first}", without="ssn")),
        (two.key, writer.record(two, "crm", needs=f"dob sex place {second}", without="ssn")),
    ]


@same
def mononym(writer: Writer) -> Case:
    """One name only: with LNU, with FNU, twice, or alone; birth date and phone or last four digits stay."""
    world = writer.world
    sex = world.pick("FM")
    person = replace(world.person(sex=sex, first=world.pick(_ONE_NAME[sex]), ages=(18, 70)), middle="")
    name, fields = person.first, _stays(writer, "phone", "ssn")
    ways = world.rng.sample(((name, "LNU"), ("FNU", name), (name, name), (name, ""), ("", name)), 2)
    return [
        (person.key, writer.record(replace(person, first=first, last=last), needs=fields, without="email"))
        for first, last in ways
    ]


@same
def karen_honorific(writer: Writer) -> Case:
    """Burmese and Karen names without family name, cut where the form cuts, with Saw, Naw, U or Daw before or not;
    birth date and phone or address stay."""
    world = writer.world
    sex = world.pick("FM")
    honorifics, names = _BURMESE[sex]
    one, two, three = world.pick(names)
    person = world.person(sex=sex, ages=(18, 75))
    fields = _stays(writer, "phone", "place")
    honorific = world.pick(honorifics)
    ways = ((f"{honorific} {one}".strip(), f"{two} {three}"), (f"{one} {two}", three), (one, f"{two} {three}"))
    return [
        (person.key, writer.record(replace(person, first=first, last=last, middle=""), needs=fields, without="email"))
        for first, last in world.rng.sample(ways, 2)
    ]


@same
def hmong_adult_name(writer: Writer) -> Case:
    """Tou Xiong, as an elder Nhia Tou Xiong; birth date and phone or last four digits stay."""
    world = writer.world
    given, last = world.pick(_HMONG_GIVEN), world.pick(_HMONG_CLANS)
    young = replace(world.person(sex="M", first=given, last=last, ages=(25, 75)), middle="")
    elder = replace(young, first=f"{world.pick(_HMONG_ELDER)} {given}")
    fields = _stays(writer, "phone", "ssn")
    return [(young.key, writer.record(one, needs=fields, without="email")) for one in (young, elder)]


@same
def maria_abbreviated(writer: Writer) -> Case:
    """Ma. Guadalupe, Maria Guadalupe, Guadalupe; birth date and phone or address stay."""
    world = writer.world
    one, two = world.rng.sample(world.pick(_MARIA), 2)
    woman = replace(world.person(sex="F", culture="hispanic", first=one, ages=(18, 75)), middle="")
    fields = _stays(writer, "phone", "place")
    return [
        (woman.key, writer.record(replace(woman, first=first), needs=fields, without="email")) for first in (one, two)
    ]
