"""What a column most likely means: its header's words against those that usually say it, and its values against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import RootModel

from caseline.ground.yaml_files import Strict, load_yaml
from caseline.onboarding.draft.header_context import HeaderContext
from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.values import Column
from caseline.organization.described_table import known_target
from ingestion.header_words import words_of

Sure = Literal["sure", "likely", "unsure"]

PLAIN = HeaderContext()
_ABOUT_A_PERSON = ("person.", "household.")
_IDENTITY = frozenset(
    f"person.{part}"
    for part in ("first_name", "middle_name", "last_name", "full_name", "dob", "ssn", "phone", "email", "address")
)
_OF_A_CASE = frozenset({"case", "intake", "roster"})
"""Words for people that also say what a thing is about: the name of a case is no client's."""
_OF_A_NAME = frozenset({"name", "first", "last", "f", "l", "middle", "initial"})
_STAFF = frozenset({"submission.case_manager", "note.author", "service.provider"})
_DAYS = frozenset({"submission.date", "enrollment.entry_date", "service.date", "note.date"})
_OF_PLACES = frozenset({"submission.site", "submission.program"})
_TELLING_LOOKS = frozenset({"name", "two names", "date", "phone", "email", "ssn", "zip", "long"})
"""Looks that few other columns have."""
_ANY_LOOK = 0.5
_CONTRADICTED = 0.5
_SOME_WORDY = 0.3
_ONE_WORD = 0.7
"""An address has a number and a street; what is one word nearly always is a name or a code."""
"""Names of programs have few words; answers to a question about one have many."""
_LEAST_LIKELY = 0.55
_SENTENCE = 5
"""A header of so many words asks or tells something."""
_STILL_TO_COME = frozenset({"goal.target_on", "plan.review_due_on", "consent.expires_on"})
IN_DOUBT = 0.7
"""Guesses that are less likely are asked, and not in force."""


class Meaning(Strict):
    """Of one target: the words that say it, and what its values look like."""

    words: list[str]
    looks: list[str] = []
    needs: str | None = None
    """The target without which it means something else: an apartment's unit stands beside an address."""


class _Meanings(RootModel[dict[str, Meaning]]):
    """Every target with what says it."""


@dataclass(frozen=True)
class Guess:
    """What a column may become, with how likely that is (0 to 1) and why."""

    target: str
    likely: float
    why: str

    @property
    def sure(self) -> Sure:
        return "sure" if self.likely >= 0.85 else "likely" if self.likely >= IN_DOUBT else "unsure"


@cache
def meanings() -> Mapping[str, Meaning]:
    """The shipped words of every target."""
    found = load_yaml(Path(__file__).with_name("meanings.yml"), _Meanings).root
    for target in found:
        known_target(target)
    return found


@cache
def _phrases() -> dict[tuple[str, ...], list[str]]:
    """Targets by the words that say them."""
    phrases: dict[tuple[str, ...], list[str]] = {}
    for target, meaning in meanings().items():
        for phrase in meaning.words:
            targets = phrases.setdefault(words_of(phrase), [])
            if target not in targets:
                targets.append(target)
    return phrases


def guesses(column: Column, context: HeaderContext = PLAIN) -> list[Guess]:
    """Everything that a column may become, likeliest first. Its values must not speak against it.

    `context`: what the headers of its table say together.
    """
    words, plain = context.words(column.name), context.without_explanation(column.name)
    spelt = (_spellings(words, context.prefix) | _spellings(plain, context.prefix)) or {()}
    is_sentence = len(column.name.split()) >= _SENTENCE
    found: dict[str, Guess] = {}
    for phrase, targets in _phrases().items():
        for target in targets:
            if target in _IDENTITY and _has_strangers(plain, phrase):
                continue
            near = max(_nearness(each, phrase, target, is_sentence) for each in spelt)
            if near and (likely := near * _agreement(column, target, words)) > _LEAST_LIKELY:
                best = found.get(target)
                if best is None or likely > best.likely:
                    found[target] = Guess(target, likely, f"its header says '{' '.join(phrase)}'")
    telling = set(words) - known_words().fillers
    names = known_words().people | _OF_A_NAME
    if names & set(words) and telling <= names and column.share("two names") > _ANY_LOOK:
        found.setdefault("person.full_name", Guess("person.full_name", 0.9, "its header says who, and it holds names"))
    return sorted(found.values(), key=lambda guess: -guess.likely)


def may_become(column: Column, target: str) -> bool:
    """Whether neither its header nor its values speak against a target."""
    return target not in meanings() or _agreement(column, target, words_of(column.name)) > 0


def looks_like(column: Column, context: HeaderContext = PLAIN) -> Guess | None:
    """What values alone say of a column whose header says nothing."""
    words = context.words(column.name)
    for look, target in (("email", "person.email"), ("ssn", "person.ssn"), ("phone", "person.phone")):
        if column.share(look) >= 0.9 and not _is_another(words) and not _has_strangers(words, ()):
            return Guess(target, 0.6, f"its values look like {look} entries")
    if agrees_to_share(words) and column.share("yes or no") >= 0.9:
        return Guess("consent.granted", 0.75, "it speaks of consent, and its answers are yes and no")
    if (
        words[-1:] == ("by",)
        and not _is_another(words[:-1])
        and not known_words().aside & set(words)
        and column.share("name") >= 0.5
        and column.is_coded
    ):
        return Guess("note.author", 0.75, "it says by whom")
    if _is_staff(column, words):
        return Guess("note.author", 0.78, "it is called after people who work here, and holds a few names")
    if len(column.values) >= 2 and all(
        words_of(value) and set(words_of(value)) & known_words().stages for value in column.values
    ):
        return Guess("submission.stage", 0.8, "its values say when: before, after, at exit")
    if column.share("long") >= _ANY_LOOK:
        return Guess("note.text", 0.6, "its values are long texts")
    return None


def agrees_to_share(words: Iterable[str]) -> bool:
    """Whether a header asks if somebody agrees that what is known of them is shared."""
    said = set(words)
    return "consent" in said or bool(known_words().agreeing & said and known_words().sharing & said)


def _is_staff(column: Column, words: tuple[str, ...]) -> bool:
    """Whether it holds a few names or initials under the title of somebody's work: 'Career Coach', 'CHW'."""
    said = f" {' '.join(words)} "
    titled = any(f" {title} " in said for title in known_words().staff)
    return (
        titled
        and not _numbers_something(words)
        and column.is_coded
        and max(column.share("name"), column.share("code")) > _ANY_LOOK
    )


def _numbers_something(words: Iterable[str]) -> bool:
    return bool((known_words().numbered - _OF_A_CASE) & set(words))


def _has_strangers(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether a word stands beside the phrase that may make it another's: 'FOB phone', 'Dr phone'."""
    known = known_words()
    others = set(words) - set(phrase) - known.own - known.fillers - (known.people - _OF_A_CASE)
    return any(not word.isdigit() for word in others)


def _spellings(words: tuple[str, ...], prefix: tuple[str, ...]) -> set[tuple[str, ...]]:
    """A header's words as they are, and without what says nothing: the table's prefix, numbers, repetitions."""
    short = words[len(prefix) :] if prefix and words[: len(prefix)] == prefix and len(words) > len(prefix) else words
    plain = tuple(word for at, word in enumerate(short) if not word.isdigit() and word not in short[:at])
    telling = tuple(word for word in plain if word not in known_words().fillers)
    of_nobody = tuple(word for word in telling if word not in known_words().whose)
    return {each for each in (words, short, plain, telling, of_nobody) if each}


def _nearness(words: tuple[str, ...], phrase: tuple[str, ...], target: str, is_sentence: bool) -> float:
    """How near a header comes to a phrase: 1 for itself, less for each other word, 0 without all of its words.

    What stands before the title of a worker only says which, 'Career coach'; what follows the thing that a sentence
    begins with says little, 'Program you are signing up for'.
    """
    if words == phrase:
        return 1.0
    if not phrase or not set(phrase) <= set(words) or (len(phrase) == 1 and phrase[0] in known_words().generic):
        return 0.0
    if target == "submission.case_manager" and words[-len(phrase) :] == phrase:
        return 0.9
    own = known_words().own if target.startswith("person.") else frozenset()
    strangers = sum(0.5 if word in own else 1 for word in words) - sum(0.5 if word in own else 1 for word in phrase)
    each = 0.05 if _TELLING_LOOKS & set(meanings()[target].looks) else 0.08
    if is_sentence and words[: len(phrase)] == phrase:
        each /= 2
    together = any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))
    return max(0.0, (0.92 if together else 0.8) - each * strangers - (0.1 if len(phrase) == 1 else 0))


def _agreement(column: Column, target: str, words: tuple[str, ...]) -> float:
    """1 where the values look as they should, .9 where there are none, less where they speak against it."""
    if target.startswith(_ABOUT_A_PERSON) and _is_another(words):
        return 0.0
    if target in _STAFF | _DAYS and known_words().aside & set(words):
        return 0.0
    if target in _STAFF | _OF_PLACES and known_words().outsiders & set(words):
        return 0.0
    if target not in _STILL_TO_COME and known_words().not_yet & set(words) and "date" in meanings()[target].looks:
        return 0.0
    wanted = meanings()[target].looks
    if not column.filled:
        return 0.9
    if wanted and max(_share(column, look) for look in wanted) < _CONTRADICTED:
        return 0.0
    return 0.0 if _speaks_against(column, target) else 1.0


def _share(column: Column, look: str) -> float:
    if look == "coded":
        return float(column.is_coded or len(column.values) <= 5)
    if look == "serial":
        return _serials(column)
    if look == "hashed":
        return _hashes(column)
    return column.share(look)


def _serials(column: Column) -> float:
    """How many are days as spreadsheets count them, from 1920 to 2050."""
    days = sum(times for value, times in column.values.items() if value.isdigit() and 7_306 <= int(value) <= 54_788)
    return days / column.filled


def _hashes(column: Column) -> float:
    hashed = sum(
        times
        for value, times in column.values.items()
        if len(value) >= 32 and all(c in "0123456789abcdefABCDEF" for c in value)
    )
    return hashed / column.filled


def _speaks_against(column: Column, target: str) -> bool:
    """Whether the values are of a kind that the target never has."""
    if target in ("submission.program", "service.type", "goal.category") and column.share("yes or no") > _ANY_LOOK:
        return True
    if target in ("submission.program", "submission.site") and column.share("wordy") > _SOME_WORDY:
        return True
    if target in ("person.sex", "person.gender", "person.race_ethnicity", "submission.program", "service.type"):
        return column.share("date") > _ANY_LOOK or column.share("long") > _ANY_LOOK
    if target in _STAFF and _numbers_something(words_of(column.name)):
        return True
    if target in _STAFF or target in ("submission.site", "household.relationship"):
        return any(column.share(look) > _ANY_LOOK for look in ("date", "long", "yes or no", "phone"))
    if target == "goal.status" and column.share("whole") > _ANY_LOOK:
        return True
    if target == "person.email" and column.is_coded:  # a few of one office, again and again, are its staff's
        return len({value.rpartition("@")[2].lower() for value in column.values}) == 1
    if target == "person.address" and _one_word(column) > _ONE_WORD:
        return True
    if target == "note.id":
        return not column.is_unique
    if target == "service.attended":
        return column.share("date") > _ANY_LOOK
    if target in ("enrollment.destination", "goal.text", "person.city", "person.address", "consent.scope"):
        return max(column.share("date"), column.share("yes or no")) > _ANY_LOOK
    return False


def _one_word(column: Column) -> float:
    """How many values are a single word."""
    return sum(times for value, times in column.values.items() if " " not in value.strip()) / max(column.filled, 1)


def _is_another(words: Iterable[str]) -> bool:
    return not known_words().somebody_else.isdisjoint(words)
