"""Case notes: what a contact of a story says, in the words and habits of the worker who wrote it."""

import re
from dataclasses import dataclass, field
from datetime import date
from random import Random

from caseline.sample.damage import typo
from caseline.sample.names import SHORT_FORMS
from caseline.sample.people import Household
from caseline.sample.phrases import SKILL_OF, Piece, Template, fill, phrasebook
from caseline.sample.slots import ClientWords
from caseline.sample.story import Contact, Stay

SHORTER = [
    (re.compile(pattern), short)
    for pattern, short in (
        (r"\bClient\b", "Ct"), (r"\bclient\b", "ct"), (r"\bwith\b", "w/"), (r"\bwithout\b", "w/o"),
        (r"\bappointment\b", "appt"), (r"\blandlord\b", "LL"), (r"\bapartment\b", "apt"), (r"\bweeks\b", "wks"),
        (r"\bmonths\b", "mos"), (r"\bbecause\b", "b/c"), (r"\bapplication\b", "app"), (r"\bfollow-up\b", "f/u"),
    )
]  # fmt: skip
LOOSER = [
    (re.compile(pattern), short)
    for pattern, short in (
        (r"\bClient\b", "cl"), (r"\bclient\b", "cl"), (r"\bwith\b", "w"), (r"\bappointment\b", "appt"),
        (r"\band\b", "&"), (r"\btomorrow\b", "tmrw"), (r"\bpaperwork\b", "ppwk"),
    )
]  # fmt: skip
LONGER = [
    (re.compile(pattern), long)
    for pattern, long in (
        (r"\bw/(?= )", "with"), (r"\bappt\b", "appointment"), (r"\bLL\b", "landlord"), (r"\bhx\b", "history"),
        (r"\bct\b", "client"), (r"\bTC\b", "Telephone call"), (r"\bF/u\b", "Follow-up"), (r"\bHV\b", "Home visit"),
        (r"\bLVM\b", "Left voicemail"),
    )
]  # fmt: skip
HABITS = {"short": SHORTER, "loose": LOOSER, "full": LONGER, "long": LONGER}


@dataclass
class Mark:
    """One code that stands (or only seems to stand) in a note; offsets count characters of the note's text."""

    skill: str
    code: str
    value: str
    status: str
    start: int
    end: int
    quote: str


@dataclass
class Note:
    on: date
    author: str
    subject: str
    text: str
    marks: list[Mark] = field(default_factory=list)


class Writer:
    """Writes the notes of one stay; remembers the last one, because workers copy."""

    def __init__(self, stay: Stay, household: Household, rng: Random) -> None:
        self.stay, self.rng = stay, rng
        self.book = phrasebook()
        self.children = [child.first for child in household.children if child is not stay.person]
        person = stay.person
        self.called = (
            rng.choice(SHORT_FORMS[person.first])
            if person.first in SHORT_FORMS and rng.random() < 0.3
            else person.first
        )
        self.youth = person.age(stay.entry) < 22
        self.previous: list[list[Piece]] = []
        self.previous_level = 0

    def write(self, contact: Contact) -> Note:
        """The note of one contact."""
        rng = self.rng
        words = ClientWords(self.stay.person, self.called, self.children, contact.on, rng)
        language = self._language()
        sentences = self._sentences(contact, words, language)
        if contact.injected:
            sentences.insert(len(sentences) - 1, self._pick("injected.any", words, set(), 0) or [])
        text, marks = _assemble([s for s in sentences if s], self.stay.worker.style, rng)
        subject = {"intake": "Intake", "exit": "Exit", "follow": "6 month follow-up", "none": "Attempted contact"}.get(
            contact.kind, rng.choice(("Case note", "Contact", "Progress note", "CM contact", contact.kind.title()))
        )
        return Note(contact.on, self.stay.worker.name, subject, text, marks)

    def _language(self) -> str:
        spoken, speaks = self.stay.person.language, self.stay.worker.speaks
        if spoken == speaks == "es" and self.rng.random() < 0.5:
            return "es"
        if spoken == speaks and spoken in ("fr", "vi", "pt") and self.rng.random() < 0.35:
            return spoken
        return ""

    def _sentences(self, contact: Contact, words: ClientWords, language: str) -> list[list[Piece]]:
        rng, said = self.rng, set[str]()
        body: list[list[Piece]] = []

        def add(key: str, level: int = contact.level) -> None:
            sentence = self._pick(key, words, said, level, language)
            if sentence:
                body.append(sentence)

        facts = list(contact.facts)
        sudden = any(fact.startswith(("risk.", "flee.", "followed.", "moved.")) for fact in facts)
        for fact in facts:
            add(f"level.{contact.level}" if fact == "level" else fact)
        if contact.kind == "none":
            return body + ([self._pick("next.any", words, said, 0)] if rng.random() < 0.3 else [])
        if not body:
            add("service.any")
            add("filler.any")
        length = rng.choices(("line", "usual", "long"), (22, 55, 23) if contact.kind != "intake" else (0, 45, 55))[0]
        if language or (length == "line" and not sudden):
            return (
                body
                if rng.random() < 0.6 or length != "line"
                else [self._pick(f"open.{contact.kind}", words, said, 0), *body]
            )
        opening = self._pick(f"open.{contact.kind}", words, said, 0)
        self._near_misses(contact, sudden, length, add)
        if length == "long":
            for key in ("quote.any", "family.any", "service.any", "filler.any", "filler.any"):
                if rng.random() < 0.55:
                    add(key)
        if rng.random() < 0.4:
            add("filler.any" if rng.random() < 0.5 else "service.any")
        if not sudden:
            rng.shuffle(body)
        if rng.random() < 0.6 and contact.kind != "exit":
            add("next.any")
        sentences = [opening, *body]
        return [s for s in self._copied(contact, sentences, sudden, words) if s]

    def _near_misses(self, contact: Contact, sudden: bool, length: str, add) -> None:  # type: ignore[no-untyped-def]
        rng, busy = self.rng, 2 if length == "long" else 1
        needs, level = self.stay.needs, contact.level
        if rng.random() < 0.3 * busy and not sudden:
            risks = [
                "suicidal_ideation",
                "self_harm",
                "domestic_violence",
                "overdose_risk",
                "medical_urgent",
                "exploitation",
            ]
            risks += ["child_safety"] if self.children else []
            risks += ["eviction_risk"] if level >= HOUSED_FROM else ["unsheltered_tonight"] if level == 2 else []
            add(f"deny.{rng.choice(risks[:1] * 3 + risks)}")
        if rng.random() < 0.16 * busy and not sudden:
            calm = [
                "food",
                "transportation",
                "health_care",
                "mental_health",
                "substance_use",
                "legal",
                "documents",
                "safety",
            ]
            calm += ["housing", "income"] if level >= HOUSED_FROM else []
            calm += ["childcare", "education"] if self.children else []
            denied = rng.choice(calm)
            if denied not in needs:
                add(f"deny.{denied}")
        for key, chance in (("other", 0.1), ("past", 0.06), ("if", 0.05)):
            if rng.random() < chance * busy and not (key == "if" and level < HOUSED_FROM):
                add(rng.choice(sorted(k for k in self.book if k.startswith(f"{key}."))))
        if rng.random() < 0.05 * busy:
            add("plan.outcome" if rng.random() < 0.6 else "plan.level" if level < HOUSED_FROM else "other.outcome")

    def _copied(self, contact: Contact, sentences: list, sudden: bool, words: ClientWords) -> list:  # type: ignore[type-arg]
        """Now and then the last note comes along, as a copy above what is new."""
        copied = sentences
        if self.previous and contact.level == self.previous_level and not sudden and self.rng.random() < 0.06:
            lead, tail = (self._pick(key, words, set(), 0) for key in ("copy.lead", "copy.tail"))
            copied = [lead, *self.previous[:5], tail, *sentences[1:2]]
        self.previous = [] if sudden else sentences[1:]
        self.previous_level = contact.level
        return copied

    def _pick(self, key: str, words: ClientWords, said: set[str], level: int, language: str = "") -> list[Piece] | None:
        """A sentence for `key` that fits this client, the level, and what the note has said so far."""
        choices = [t for t in self.book.get(key, ()) if self._fits(t, said, level)]
        if language:
            wanted = {code for t in self.book.get(key, ()) for code in t.present | t.absent}
            spoken = [t for name, ts in self.book.items() if name.startswith(f"{language}.") for t in ts]
            translated = [
                t
                for t in spoken
                if self._fits(t, said, level) and _main(t) & wanted and key[:3] not in ("oth", "pas", "if.")
            ]
            translated = [t for t in translated if not (key.startswith("deny") and t.present)]
            if key.startswith(("open", "next")):
                translated = list(self.book.get(f"{language}.{key.split('.')[0]}", ()))
            choices = translated or choices
        if not choices:
            return None
        template = self.rng.choice(choices)
        said |= template.present | {f"!{code}" for code in template.absent}
        return fill(template, words, self.rng)

    def _fits(self, template: Template, said: set[str], level: int) -> bool:
        if template.audience == "kids" and not self.children:
            return False
        if template.audience in ("youth", "adult") and (template.audience == "youth") != self.youth:
            return False
        if template.level and level and template.level != level:
            return False
        if "housing" in template.present and not template.level and level >= HOUSED_FROM:
            return False
        present_too = {code for code in template.absent if code in said}
        denied_before = {code for code in template.present if f"!{code}" in said}
        return not present_too and not denied_before


HOUSED_FROM = 4


def _main(template: Template) -> frozenset[str]:
    """The codes a template is about, without the housing need that others bring along."""
    codes = template.present | template.absent
    return codes - {"housing"} if len(codes) > 1 and template.level == 0 else codes


def _assemble(sentences: list[list[Piece]], style: str, rng: Random) -> tuple[str, list[Mark]]:
    text, marks = "", list[Mark]()
    for number, sentence in enumerate(sentences):
        if number:
            text += _joint(style, rng)
        begin = len(text)
        for words, codes, absent in sentence:
            words = _in_style(words, style, rng)
            if words[:1] in (".", ",", ";", "?") or (not words.strip() and words):
                text = text.rstrip(" ") if words[:1] in (".", ",", ";", "?") else text
            if text.endswith((" ", "\n")) or not text:
                words = words.lstrip(" ")
            if len(text) == begin and not (style == "loose" and rng.random() < 0.8):
                words = words[:1].upper() + words[1:]
            elif len(text) == begin and words[1:2].islower():
                words = words[:1].lower() + words[1:]
            start = len(text)
            text += words
            marks += _marks_of(words, codes, absent, start)
        if style == "loose" and text.endswith(".") and all(mark.end < len(text) for mark in marks):
            text = text[:-1]
        if style != "loose" and text[-1:] not in '.!?:"':
            text = text.rstrip(" ") + "."
    text = text.rstrip()
    return text, _one_level(marks)


def _joint(style: str, rng: Random) -> str:
    if style == "loose":
        return rng.choice(("  ", " - ", ". ", "\n", ", "))
    if style == "long" and rng.random() < 0.2:
        return "\n\n"
    return "\n" if style == "short" and rng.random() < 0.12 else " "


def _in_style(words: str, style: str, rng: Random) -> str:
    for pattern, replacement in HABITS[style]:
        if style in ("full", "long") or rng.random() < 0.75:
            words = pattern.sub(replacement, words)
    if rng.random() < (0.03 if style == "loose" else 0.008):
        parts = words.split(" ")
        at = rng.randrange(len(parts))
        if parts[at].isalpha() and parts[at].islower():
            parts[at] = typo(parts[at], rng)
        words = " ".join(parts)
    return words


def _marks_of(words: str, codes: tuple[str, ...], absent: bool, start: int) -> list[Mark]:
    quote = words.rstrip(" ")
    found = []
    for code in codes:
        level = code.startswith("level")
        found.append(
            Mark(
                "housing-stability" if level else SKILL_OF[code],
                "level" if level else code,
                code[-1] if level else "",
                "absent" if absent else "present",
                start,
                start + len(quote),
                quote,
            )
        )
    return found


def _one_level(marks: list[Mark]) -> list[Mark]:
    """A note has one housing level: the lowest it speaks of."""
    levels = [mark for mark in marks if mark.code == "level"]
    lowest = min(levels, key=lambda mark: (mark.value, mark.start), default=None)
    return [mark for mark in marks if mark.code != "level" or mark is lowest]
