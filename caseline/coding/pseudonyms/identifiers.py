"""What has the form of an identifier in a case note: contacts, numbers, addresses, days of birth, names in company."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import phonenumbers
from nicknames import name_triplets

from caseline.coding.grammar.context_words import FAMILY
from caseline.coding.grammar.words import base_form, sentences
from caseline.coding.pseudonyms.ordinary_names import ORDINARY_NAMES
from caseline.organization.skills import SHIPPED_SKILLS

PERSON, NUMBER, CONTACT, PLACE, BIRTH = "PERSON", "NUMBER", "CONTACT", "ADDRESS", "BIRTH DATE"
_COUNTRY = "US"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORD_NAMES = _words("""
    will hope grace rose may mark bill joy faith rich art drew chase dawn june april august summer autumn angel king
    young long little brown white black green gray price day case house park hill wood woods stone field fields street
    church bush banks love best good short small west east north south rivers lake page reed rice bell cook baker carter
    hunter fisher farmer mason taylor miller smith walker ford star sky storm junior senior christian jean sunny lucky
    precious destiny heaven mercy patience pat sue gene frank ray jack rob bob dick don van ward wells winter winters
    major justice honor cash chance carry worth more fall light moody power powers self sharp strong wise bright gentle
    son child man free
""")
"""Names that are words too: they are names only where a capital says so."""
GRAMMAR_NAMES = _words("""
    no not an the do did so my your his her our he she it we you they me him us them i am is are be been was has had
    and or but if as at by for from in of on to up off with than then that this all any ha
    de del la las los el y en da di dos du le den der von al bin
""")
"""Words of grammar that are names too (No, An, Do), or parts of some (De la Cruz). Where a sentence begins even a
capital does not say so, and a note without its "no" says the opposite."""
SHORT_NAMES = _words("si hi ed")
"""Short forms of names (Simon, Hiram, Edward) that notes write in capitals, or small, for something else."""
_STARTERS = _words("""
    the she he they client this that there these when after before while during staff worker today yesterday tomorrow
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december section medicaid medicare snap tanf wic hud ssi ssdi ged dmv dhs cps va department housing
    county city state center school high community family services court office program spoke met call called per from
    and but no not also will did does is was has had her his their our my i we you if in on at to of for with may
    mr mrs ms miss mx dr rev
    sgt det prof sra sr
""")
"""Capitalised words that are not the rest of a name."""

_NAME = r"[^\W\d_][\w'’]+(?:-[^\W\d_][\w'’]+)*"  # whether it begins with a capital is looked at afterwards
_ONE_OR_TWO = rf"({_NAME}(?:[ ]+{_NAME})?)"
_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Officer|Judge|Pastor|Rev|Sgt|Det|Nurse|Coach|Principal|Prof|Sra|Sr|Señora?|Don|Doña"
_COMPANY = (
    "mother|mom|mum|father|dad|brother|sister|sibling|aunt|uncle|cousin|nephew|niece|boyfriend|girlfriend|husband|wife|"
    "partner|spouse|fiance|fiancé|fiancée|son|daughter|child|kid|baby|infant|toddler|grandmother|grandma|grandfather|"
    "grandpa|grandson|granddaughter|stepfather|stepmother|stepdad|stepmom|stepson|stepdaughter|ex|abuela|abuelo|madre|"
    "padre|hermano|hermana|hijo|hija|tia|tio|worker|manager|caseworker|landlord|landlady|lawyer|attorney|teacher|"
    "counselor|therapist|doctor|supervisor|boss|employer|advocate|navigator|mentor|tutor|sponsor|neighbou?r|roommate|"
    "friend|named|called|name is|client|ct|pt|spoke with|spoke to|met with|per|from|cc"
)
_MONTH = r"[A-Z][a-z]{2,8}\.?"
_DAY = (
    rf"(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{2,4}}"
    rf"|\d{{1,2}}\s{_MONTH}\s\d{{2,4}})"
)
_STREETS = (
    "St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Dr|Drive|Ln|Lane|Ct|Court|Pl|Place|Way|Ter|Terrace|Cir|Circle|Pkwy|"
    "Parkway|Hwy|Highway|Sq|Square|Trail|Trl|Loop|Row|Alley"
)
_UNIT = r"(?:Apt|Apartment|Unit|Suite|Ste|Rm|Room|\#)\.?\s*\#?\w+"
_NUMBERED = "ssn|social|medicaid|medi-cal|ebt|id|case|account|acct|docket|license|lic|dl|plate|mrn|member"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.VERBOSE))
    for kind, pattern in (
        (CONTACT, r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        (CONTACT, r"(?:https?://|www\.)\S+"),
        (CONTACT, r"(?<!\w)@[A-Za-z0-9_.]{3,}"),
        (NUMBER, r"(?<!\d)\d{3}[-.\ ]\d{2}[-.\ ]\d{4}(?!\d)"),
        (CONTACT, r"(?<!\d)(?:\+?1[-.\ ]?)?\(?\d{3}\)?[-.\ ]?\d{3}[-.\ ]\d{4}(?!\d)"),
        (CONTACT, r"(?<!\d)\d{3}[-.]\d{4}(?!\d)"),
        (
            NUMBER,
            rf"(?i:\b(?:{_NUMBERED})(?:\s+(?:number|no|ending(?:\ in)?|last\ four|last\ 4))?"
            r"\s*(?:\#|:|is|in)?\s*\#?)((?=[\w-]*\d)[\w-]{4,})",
        ),
        (NUMBER, r"(?<!\w)(?=[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9]*\d[A-Z0-9-]{5,}(?!\w)"),
        (
            BIRTH,
            r"(?i:\b(?:dob|d\.o\.b\.|born(?:\ on)?|birth\ ?date|date\ of\ birth|birthday|fecha\ de\ nacimiento)"
            rf"\s*(?:is|was|:|on|-)*\s*)({_DAY})",
        ),
        (
            PLACE,
            r"\b\d{1,6}(?:-\d{1,4})?\s+(?:[NSEW]{1,2}\.?\s+)?(?:(?:[A-Z][\w.'’]*|\d{1,3}(?:st|nd|rd|th))\s+){1,4}"
            rf"(?:{_STREETS})\b\.?(?:,?\s*(?:[NSEW]{{1,2}}\b)?,?\s*{_UNIT})?",
        ),
        (PLACE, r"\b(?:Apt|Apartment|Unit|Room|Rm)\.?\s*\#?\d+\w?\b"),
        (PLACE, r"(?i:\bP\.?\s?O\.?\s+Box\s+\d+\b)"),
        (PERSON, rf"\b(?:{_TITLES})\.?\s+{_ONE_OR_TWO}"),
        (PERSON, rf"\b(?i:{_COMPANY.replace(' ', '[ ]')}),?\s+\(?{_ONE_OR_TWO}"),
    )
)
"""Where a pattern has a group, only the group is the identifier."""
_NO_NAME_ENDS_SO = ("ed", "ing", "ly", "tion", "ment", "ness", "ity", "ous", "ive")
_CALLED_SO = _words("""
    will hope grace rose may mark bill joy faith rich art drew chase dawn june april august summer autumn angel king
    precious destiny heaven mercy patience pat sue gene frank ray jack rob bob dick don van christian jean sunny lucky
    honor cash justice junior star sky mason hunter taylor carter
""")
"""Of the names that are words too, those that people are called by."""
_DOES = _words("is was has had said says came took got left went gave told brought kept ran met called")


def identifiers(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind) of everything in a text that has the form of an identifier; they may overlap."""
    for number in phonenumbers.PhoneNumberMatcher(text, _COUNTRY):
        yield number.start, number.end, CONTACT
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            end = _end_of_name(text, start, end) if kind == PERSON else end
            if end > start:
                yield start, end, kind
    yield from _capitalised(text)


def is_given_name(word: str) -> bool:
    """Whether a word is a given name, and no other word."""
    plain = word.casefold()
    return plain in _given_names() and plain not in WORD_NAMES and plain not in _vocabulary()


def is_plain_word(word: str) -> bool:
    """Whether a word is one of the vocabulary, and nobody's name."""
    plain = word.casefold()
    return _is_ordinary(plain) and plain not in _given_names() and plain not in WORD_NAMES


def _capitalised(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs of capitalised words: in the middle of a sentence they are names; at its start, when they are given names
    or no word that notes begin with."""
    starts = {sentence.words[0].start for sentence in sentences(text) if sentence.words}
    words = list(re.finditer(_NAME, text))
    at = 0
    while at < len(words):
        end = _end_of_name(text, words[at].start(), words[at].end())
        if end == words[at].start() or (words[at].start() in starts and not _begins_a_name(words, at)):
            at += 1
            continue
        start, last = words[at].start(), end
        at += 1
        while at < len(words) and text[last : words[at].start()] == " ":
            more = _end_of_name(text, words[at].start(), words[at].end())
            if more == words[at].start():
                break
            last, at = more, at + 1
        yield start, last, PERSON


def _begins_a_name(words: list[re.Match[str]], at: int) -> bool:
    """Whether the first word of a sentence is a name: one of the list, or no word at all before an ordinary one."""
    word, following = words[at][0], words[at + 1][0] if at + 1 < len(words) else ""
    plain = re.split(r"['’-]", word)[0].casefold()
    if plain in _given_names() and plain not in WORD_NAMES:
        return True
    if "-" in word and all(part[:1].isupper() and part[1:].islower() for part in word.split("-")):
        return True
    if plain in _CALLED_SO and (following in _DOES or (following.islower() and following.endswith("ed"))):
        return True
    if _is_ordinary(plain) or plain in WORD_NAMES or word.isupper():
        return False
    return following[:1].islower()


def _is_ordinary(plain: str) -> bool:
    return plain in ORDINARY_NAMES or is_word(plain)


def is_word(plain: str) -> bool:
    """Whether it is a word: one of the vocabulary, a form of one, or long and with an ending that names do not have.

    `plain`: in small letters, without an apostrophe.
    """
    known = _vocabulary()
    if plain in known or base_form(plain) in known:
        return True
    ending = next((end for end in _NO_NAME_ENDS_SO if plain.endswith(end)), None)
    stem = plain.removesuffix(ending) if ending else ""
    return ending is not None and (len(stem) > 5 or (len(stem) > 2 and bool({stem, stem + "e", stem[:-1]} & known)))


@cache
def _vocabulary() -> frozenset[str]:
    """Ordinary words: those that skills, their coded notes and several authors of passages write without a capital.

    Some authors write whole notes in small letters, names too; so a word of passages has to be written small by two
    of them and three times as often as with a capital where no sentence begins.
    """
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted(SHIPPED_SKILLS.glob("*/*"))
        if path.suffix in (".md", ".jsonl")
    ]
    written = {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    small, large, authors = Counter[str](), Counter[str](), Counter[str]()
    for path in sorted({path.stem: path for path in SHIPPED_SKILLS.glob("*/corpus/*.txt")}.values()):
        words = re.findall(r"(?<=\w )[^\W\d_]+", path.read_text(encoding="utf-8"))
        own = [word for word in words if word[0].islower()]
        small.update(own)
        authors.update(set(own))
        large.update(word.casefold() for word in words if word[0].isupper())
    by_authors = {word for word, count in small.items() if authors[word] > 1 and count >= 3 * large[word]}
    return frozenset(word.casefold() for word in written if word[0].islower()) | by_authors


def _end_of_name(text: str, start: int, end: int) -> int:
    """Where a run of capitalised words stops being a name: before a word that begins sentences or names an office."""
    kept = start
    for word in re.finditer(r"\S+", text[start:end]):
        plain = re.split(r"['’]", word[0].strip(".,"))[0].casefold()
        is_name = word[0][0].isupper() and not (word[0].isupper() and len(word[0]) < 6)
        if not is_name or plain in _STARTERS or plain in ORDINARY_NAMES or base_form(plain) in FAMILY:
            break
        kept = start + word.end()
    return kept - 2 if re.search(r"['’]s$", text[start:kept]) else kept


@cache
def _given_names() -> frozenset[str]:
    """Given names and their short forms, as the library of nicknames knows them."""
    return frozenset(name.casefold() for line in name_triplets() for name in (line.name1, line.name2) if len(name) > 2)
