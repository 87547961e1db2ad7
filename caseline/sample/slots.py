"""The words a note takes from its client, its writer and its day."""

from datetime import date, timedelta
from random import Random

from caseline.sample.names import STREETS
from caseline.sample.people import Person

_DAYS = (*("Monday", "Tuesday", "Wednesday", "Thursday", "Friday") * 3, "Saturday", "Sunday")
_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS = {
    "month": "January February March April May June July August September October November December",
    "month_es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "month_pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_LISTS = {
    "employer": "Fred Meyer|the cannery|Amazon|a staffing agency|Sunrise Bakery|the hospital laundry|Goodwill|"
    "Home Depot|Pho Bac|the school district|Pacific Roofing|a nursing home|the airport|the port|Taco Time|QuickLube",
    "agency": "the housing authority|Mercy Housing|Catholic Community Services|the YWCA|Compass|Solid Ground",
    "clinic": "Sea Mar|HealthPoint|the methadone clinic|Community Health|Navos",
    "rehab": "Sundown|Pioneer Center|the detox on Dock St|Lakeside",
    "legal_aid": "NW Justice|the bar clinic|Immigrant Rights Project",
    "uncle": "brother|cousin|uncle|dad|stepdad|roommate|brother-in-law",
    "uncle_es": "hermano|primo|tío|hijo",
    "worker2": "Tanya|R. Cole|our RN|the housing navigator|Jaime|K. Ito",
}
_WORDS = {name: words.split("|") for name, words in _LISTS.items()}


class ClientWords:
    """Slots of one note. `called` is how the client is named; `children` are first names in the household."""

    def __init__(self, person: Person, called: str, children: list[str], day: date, rng: Random) -> None:
        self.person, self.called, self.children, self.day, self.rng = person, called, children, day, rng
        self.named = False
        self.kid = rng.choice(children) if children else ""

    def __getitem__(self, name: str) -> str:
        word = self._word(name)
        return word[:1].upper() + word[1:] if name[0].isupper() and name != "S" else word

    def _word(self, name: str) -> str:
        rng, sex = self.rng, self.person.sex
        if name in _WORDS:
            return rng.choice(_WORDS[name])
        if name == "S":
            return self._subject()
        if name == "s":
            return rng.choice(("client", "client", self.called))
        if name in ("he", "He"):
            return {"F": "she", "M": "he"}.get(sex, "client")
        if name in ("him", "Him"):
            return {"F": "her", "M": "him"}.get(sex, "client")
        if name in ("his", "His"):
            return {"F": "her", "M": "his"}.get(sex, "client's")
        if name == "himself":
            return {"F": "herself", "M": "himself"}.get(sex, "themself")
        if name in ("name", "Name"):
            self.named = True
            return self.called
        if name in ("mother", "Mother"):
            return f"{self['his']} {rng.choice(('mother', 'aunt', 'sister', 'grandmother', 'older sister', 'mom'))}"
        if name in ("partner", "Partner"):
            kin = ("ex", "boyfriend", "husband", "ex") if sex == "F" else ("girlfriend", "ex", "wife", "partner")
            return f"{self['his']} {rng.choice(kin)}"
        if name == "kid":
            return self.kid or "the kid"
        if name == "kid2":
            return self.kid or "a nephew"
        if name == "kids":
            return "the kids" if len(self.children) > 1 else self.kid or "the kids"
        return self._number_or_date(name)

    def _subject(self) -> str:
        if self.named and self.rng.random() < 0.6:
            return {"F": "She", "M": "He"}.get(self.person.sex, "Client")
        if self.rng.random() < 0.45:
            self.named = True
            return self.called
        self.named = True
        return "Client"

    def _number_or_date(self, name: str) -> str:
        rng = self.rng
        if name == "age":
            return str(self.person.age(self.day))
        if name == "num":
            return str(rng.randint(3, 9))
        if name == "num2":
            return rng.choice(_NUMBERS[:4])
        if name == "n3":
            return str(rng.randint(3, 60))
        if name == "weeks":
            return rng.choice(_NUMBERS)
        if name == "money":
            return f"${rng.choice((rng.randrange(45, 900, 5), rng.randrange(900, 3200, 25))):,}"
        if name == "wage":
            return f"${rng.randrange(1650, 2650, 25) / 100:.2f}"
        if name == "time":
            return f"{rng.randint(8, 16) % 12 or 12}:{rng.choice(('00', '15', '30', '45'))}"
        if name == "street":
            return rng.choice(STREETS)
        if name == "past":
            return str(rng.randint(2006, 2020))
        if name == "date":
            ahead = self.day + timedelta(days=rng.randint(4, 40))
            return f"{ahead.month}/{ahead.day}"
        if name == "nth":
            day = rng.randint(1, 28)
            return f"{day}{'th' if 10 < day < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
        if name == "day":
            return rng.choice(_DAYS)
        if name in _MONTHS:
            return _MONTHS[name].split()[(self.day + timedelta(days=rng.randint(25, 120))).month - 1]
        if name == "day_fr":
            return rng.choice(_DAYS_FR)
        raise KeyError(f"no word for <{name}>")
