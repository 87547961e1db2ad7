"""Headers as words: 'clientDOB', 'Client D.O.B.' and 'client_dob' are alike."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

_FEWEST, _MOST = 4, 0.6

_WORD = re.compile(r"[A-Z]+(?![a-zà-ÿ])|[A-Z]?[a-zà-ÿ]+|\d+|#")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_SAME = {
    "birthdate": "birth date", "birthday": "birth date", "bday": "birth date", "dob": "birth date", "dateofbirth": "birth date",
    "firstname": "first name", "fname": "first name", "forename": "first name", "forenames": "first name",
    "lastname": "last name", "lname": "last name", "surname": "last name", "fullname": "full name",
    "middlename": "middle name", "mname": "middle name", "mi": "middle initial",
    "telephone": "phone", "tel": "phone", "mobile": "phone", "cell": "phone", "cellphone": "phone",
    "mail": "email", "e": "email", "postcode": "zip", "zipcode": "zip", "postal": "zip",
    "ssn": "social security number", "ss": "social security",
    "startdate": "start date", "enddate": "end date", "entrydate": "entry date", "exitdate": "exit date",
    "enrolled": "enrollment", "enrolment": "enrollment", "enroll": "enrollment", "enrol": "enrollment",
    "admitted": "admission", "admit": "admission", "discharged": "discharge", "exited": "exit", "entered": "entry",
    "started": "start", "ended": "end", "begin": "start", "began": "start", "finish": "end", "closed": "close", "opened": "open",
    "no": "number", "num": "number", "nr": "number", "nbr": "number", "#": "number", "identifier": "id", "ids": "id",
    "recid": "record id", "clientid": "client id", "participantid": "participant id", "personid": "person id",
    "casenumber": "case number", "caseid": "case id", "cm": "case manager", "caseworker": "case worker", "caseloads": "caseload",
    "hh": "household", "hoh": "head household", "family": "family", "addr": "address",
    "notes": "note", "comments": "comment", "narratives": "narrative", "services": "service", "programs": "program",
    "programme": "program", "programmes": "program", "projects": "project", "clients": "client", "participants": "participant",
    "created": "create", "updated": "update", "modified": "update", "submitted": "submit",
    "apellido": "last name", "apellidos": "last name", "nombre": "first name", "nombres": "first name",
    "nacimiento": "birth", "fecha": "date", "telefono": "phone", "teléfono": "phone", "correo": "email",
    "direccion": "address", "dirección": "address", "sexo": "sex", "genero": "gender", "género": "gender",
    "programa": "program", "notas": "note", "nota": "note",
}  # fmt: skip
_EMPTY = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "is",
        "your",
        "you",
        "what",
        "s",
        "please",
        "enter",
        "de",
        "in",
        "at",
        "on",
        "was",
        "to",
        "for",
    }
)


@cache
def words_of(header: str) -> tuple[str, ...]:
    """The words of a header, in lower case and one spelling, without fillers."""
    plain = _DOTTED.sub(lambda found: found.group().replace(".", ""), header)
    words = [word.lower() for word in _WORD.findall(plain)]
    if words[:2] == ["e", "mail"]:
        words = ["email", *words[2:]]
    spelt = [part for word in words for part in _SAME.get(word, word).split()]
    return tuple(_singular(word) for word in spelt if word not in _EMPTY)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def common_prefix(headers: Sequence[str]) -> tuple[str, ...]:
    """The words that most of a table's headers begin with, such as 'entry exit'; none for a table of few columns."""
    spelt = [words_of(header) for header in headers]
    prefix: tuple[str, ...] = ()
    while len(headers) >= _FEWEST:
        nexts = Counter(
            words[len(prefix)] for words in spelt if len(words) > len(prefix) + 1 and words[: len(prefix)] == prefix
        )
        word, times = max(nexts.items(), key=lambda counted: counted[1], default=("", 0))
        if times < _MOST * len(headers):
            break
        prefix = (*prefix, word)
    return prefix
