"""Records as they come, made comparable: one spelling of case, punctuation, dates, phones and SSNs.

Nothing is guessed. A value that cannot be evidence (a placeholder, an invalid SSN) becomes None, which
the model reads as "no evidence". The words nan, null, none and true are names like any other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import pandas as pd
import pyarrow as pa
from nameparser import HumanName

from caseline.identity.reading import placeholders
from caseline.identity.reading.dates import iso_date
from caseline.identity.reading.numbers import phone_digits, ssn_parts
from caseline.identity.reading.short_forms import formal_names

INPUT_COLUMNS = (
    "source", "first_name", "middle_name", "last_name", "suffix", "full_name", "dob", "sex", "ssn", "phone",
    "email", "address", "unit", "city", "state", "zip", "other_id",
)  # fmt: skip

_SUFFIXES = {
    "jr": "jr", "junior": "jr", "ii": "jr", "2nd": "jr", "sr": "sr", "senior": "sr", "i": "sr",
    "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv",
}  # fmt: skip
_STREET_WORDS = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "place": "pl", "boulevard": "blvd", "circle": "cir", "highway": "hwy", "parkway": "pkwy", "terrace": "ter",
    "trail": "trl", "square": "sq", "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne",
    "northwest": "nw", "southeast": "se", "southwest": "sw", "apartment": "apt", "number": "no",
}  # fmt: skip
_PARTICLES = frozenset({"de", "del", "la", "las", "los"})  # between given names: Maria de los Angeles
_NAMES_KEPT = 100_000  # of which the words are remembered: most names come again and again


def standardise(records: pd.DataFrame) -> pd.DataFrame:
    """Comparable columns for a frame with a text `record_id` and any of INPUT_COLUMNS, sorted by `record_id`.

    Adds to each record: first, middle, last, suffix, forms (list: the first name and the formal names it
    may stand for), given (list: the first name, its words and the middle name),
    last_parts (list), name_key (both names in alphabetical order), dob ('YYYY-MM-DD'), sex,
    ssn, ssn4, phone, email, email_user, address, city, zip, other_id. Missing is None throughout.
    """
    is_sorted = records["record_id"].is_monotonic_increasing
    raw = (records if is_sorted else records.sort_values("record_id", kind="stable")).reset_index(drop=True)
    text = {name: _column(raw, name) for name in INPUT_COLUMNS}
    out = pd.DataFrame({"record_id": raw["record_id"].astype(object)})
    names = [
        _names(*parts)
        for parts in zip(
            text["first_name"], text["middle_name"], text["last_name"], text["suffix"], text["full_name"], strict=True
        )
    ]
    for position, column in enumerate(("first", "middle", "last", "suffix")):
        out[column] = _object([name[position] for name in names], out.index)
    out["forms"] = _mapped(out["first"], _name_forms)
    out["given"] = _object([_given(name[4], name[1]) for name in names], out.index)
    out["last_parts"] = _object([_parts(name[5]) for name in names], out.index)
    out["name_key"] = _object(
        ["|".join(sorted((a, b))) if a and b else None for a, b in zip(out["first"], out["last"], strict=True)],
        out.index,
    )
    out["dob"] = _mapped(text["dob"], iso_date)
    out["sex"] = _mapped(text["sex"], _sex)
    ssns = _mapped(text["ssn"], ssn_parts)
    out["ssn"] = _object([pair[0] if pair else None for pair in ssns], out.index)
    out["ssn4"] = _object([pair[1] if pair else None for pair in ssns], out.index)
    out["phone"] = _mapped(text["phone"], phone_digits)
    out["email"] = _mapped(text["email"], _email)
    own = [_email_own(*said) for said in zip(out["email"], out["first"], out["last"], strict=True)]
    out["email_own"] = _object(own, out.index)
    out["email_user"] = _object(
        [email.split("@")[0] if rest else None for email, rest in zip(out["email"], own, strict=True)], out.index
    )
    out["email_digits"] = _mapped(out["email"], lambda email: re.sub(r"\D", "", email.split("@")[0]) or None)
    out["email_domain"] = _mapped(out["email"], lambda email: email.split("@")[1] or None)
    streets = _mapped(text["address"], _address)
    units = _mapped(text["unit"], _address)
    out["address"] = _object(
        [" ".join(filter(None, pair)) or None for pair in zip(streets, units, strict=True)], out.index
    )
    out["address_digits"] = _mapped(out["address"], lambda address: re.sub(r"\D", "", address))
    out["street"] = streets
    out["city"] = _mapped(text["city"], _letters)
    out["zip"] = _mapped(text["zip"], _zip)
    out["other_id"] = _mapped(text["other_id"], _compact)
    return out


def as_arrow(records: pd.DataFrame) -> pa.Table:
    """Standardised records as text (and lists of text), numbered by `position`, so empty columns keep a type."""
    lists = {"forms", "given", "last_parts"}
    columns = {"position": pa.array(range(len(records)), pa.int64())}
    for name in records.columns:
        kind = pa.list_(pa.string()) if name in lists else pa.string()
        columns[name] = pa.array(list(records[name]), kind)
    return pa.table(columns)


def _object(values: Iterable[object], index: pd.Index) -> pd.Series:
    return pd.Series(list(values), index=index, dtype=object)


def _column(raw: pd.DataFrame, name: str) -> pd.Series:
    if name not in raw:
        return _object([None] * len(raw), raw.index)
    return _object(
        [
            (value.strip() or None) if type(value) is str else None if pd.isna(value) else str(value)
            for value in raw[name]
        ],
        raw.index,
    )


def _mapped(column: pd.Series, change: Callable[[str], object]) -> pd.Series:
    """`change` applied once per distinct value."""
    changed = {value: change(value) for value in dict.fromkeys(column) if value is not None}
    return _object([changed.get(value) if value is not None else None for value in column], column.index)


def _plain(value: str) -> str:
    """Lower case without accents."""
    if value.isascii():
        return value.lower()
    decomposed = unicodedata.normalize("NFKD", value)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


@lru_cache(maxsize=_NAMES_KEPT)
def _words(value: str) -> tuple[str, ...]:
    return tuple(re.sub(r"[^\w ]", "", re.sub(r"[-/,_.]", " ", _plain(value))).split())


def _letters(value: str) -> str | None:
    return "".join(_words(value)) or None


def _compact(value: str) -> str | None:
    return re.sub(r"\W", "", _plain(value)) or None


def _names(
    first: str | None, middle: str | None, last: str | None, suffix: str | None, full: str | None
) -> tuple[str | None, str | None, str | None, str | None, tuple[str, ...], tuple[str, ...]]:
    """(first, middle, last, suffix, words of the first, of the last name); `full_name` speaks only where the parts are
    silent."""
    if full and not (first or last):
        parsed = HumanName(full)
        first, middle, last = parsed.first or None, middle or parsed.middle or None, parsed.last or None
        suffix = suffix or parsed.suffix or None
    last_words = _words(last or "")
    first_words = _named(_words(first or ""))
    if len(first_words) > 1 and first_words[-1] in _SUFFIXES:
        suffix = suffix or first_words[-1]
        first_words = first_words[:-1]
    if full and not first_words:
        first_words = tuple(word for word in _named(_words(HumanName(full).first)) if word not in last_words)
    if placeholders.is_last_role(last_words):
        last_words = ()
    if len(last_words) > 1 and last_words[-1] in _SUFFIXES:
        suffix = suffix or last_words[-1]
        last_words = last_words[:-1]
    first_text = "".join(first_words) or None
    last_text = "".join(last_words) or None
    if placeholders.is_nobody(first_text, last_text):
        return None, None, None, None, (), ()
    if first_text in placeholders.FIRST_NAMES:
        first_text, first_words = None, ()
    if last_text in placeholders.UNKNOWN:
        last_text, last_words = None, ()
    suffix_text = _SUFFIXES.get(_letters(suffix) or "") if suffix else None
    return first_text, "".join(_named(_words(middle or ""))) or None, last_text, suffix_text, first_words, last_words


@lru_cache(maxsize=_NAMES_KEPT)
def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a first or middle name without titles, particles and an initial before it; none where they name a
    role, not a person."""
    named = tuple(word for word in words if word not in placeholders.TITLES)
    if placeholders.is_role(named):
        return ()
    is_led = len(named) > 1 and (named[0] in placeholders.BEFORE_NAMES or len(named[0]) == 1 < len(named[1]))
    kept = named[1:] if is_led else named
    inner = tuple(word for at, word in enumerate(kept) if word not in _PARTICLES or (at == 0 and not is_led))
    return inner or named


@lru_cache(maxsize=_NAMES_KEPT)
def _parts(words: tuple[str, ...]) -> list[str] | None:
    return sorted({word for word in words if len(word) > 3} | {"".join(words)}) if words else None


def _given(first_words: tuple[str, ...], middle: str | None) -> list[str] | None:
    if not first_words:
        return None
    return sorted({word for word in (*first_words, "".join(first_words), middle or "") if len(word) > 1})


def _name_forms(first: str) -> list[str]:
    return sorted(formal_names(first))


def _sex(value: str) -> str | None:
    return {"m": "M", "male": "M", "man": "M", "f": "F", "female": "F", "woman": "F"}.get(_plain(value))


def _email(value: str) -> str | None:
    email = value.replace(" ", "").lower()
    return email if email.count("@") == 1 and email.split("@")[0] not in placeholders.EMAIL_USERS else None


def _email_own(email: str | None, first: str | None, last: str | None) -> str | None:
    """What the user part of an email adds to the name: '885' of nstewart885 for Natalie Stewart; None for nothing."""
    if email is None:
        return None
    rest = "".join(filter(str.isalnum, email.split("@")[0]))
    names = [name for name in (first, last) if name]
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 2:
            rest = rest.replace(name, "", 1)
    for _ in names:
        rest = rest[1:] if rest[:1] in {name[0] for name in names} else rest
    return rest if len(rest) > 1 else None


def _address(value: str) -> str | None:
    return " ".join(_STREET_WORDS.get(word, word) for word in _words(value)) or None


def _zip(value: str) -> str | None:
    compact = _compact(value)
    if compact is None or set(compact) == {"0"}:
        return None
    return compact[:5] if compact.isdigit() and len(compact) == 9 else compact
