"""Case notes: which sentences a contact of a story becomes, in one worker's hands."""

from functools import cache
from random import Random

from caseline.sample.names import SHORT_FORMS
from caseline.sample.people import Household
from caseline.sample.phrases import Piece, Template, fill, phrasebook
from caseline.sample.slots import ClientWords
from caseline.sample.stays import HOUSED, Contact, Stay
from caseline.sample.writing import Note, assemble

Sentence = list[Piece]

_SUBJECTS = {"intake": "Intake", "exit": "Exit", "follow": "6 month follow-up", "none": "Attempted contact"}
_OTHER_SUBJECTS = ("Case note", "Contact", "Progress note", "CM contact", "Note")
_ASKED_RISKS = (
    *("suicidal_ideation",) * 5, *("domestic_violence",) * 3, "self_harm", "overdose_risk", "medical_urgent",
    "exploitation",
)  # fmt: skip
_ASKED_NEEDS = (
    "food", "transportation", "health_care", "mental_health", "substance_use", "legal", "documents", "safety",
)  # fmt: skip
_NEAR_MISSES = (("other", 0.1), ("past", 0.06), ("if", 0.05))
_NEVER_TRANSLATED = ("other", "past", "if")
_SUDDEN = ("risk", "flee", "followed", "moved")


@cache
def _keys(group: str) -> tuple[str, ...]:
    """The keys of a group of phrases, such as all `other.*`."""
    return tuple(sorted(key for key in phrasebook() if key.startswith(f"{group}.")))


@cache
def _codes_of(key: str) -> frozenset[str]:
    return frozenset().union(*(template.present | template.absent for template in phrasebook()[key]))


@cache
def _in_language(key: str, language: str) -> tuple[Template, ...]:
    """Phrases of another language that say what those of `key` say; none where there are none."""
    book, group = phrasebook(), key.split(".")[0]
    if group in ("open", "next"):
        return book.get(f"{language}.{group}", ())
    if group in _NEVER_TRANSLATED or key not in book:
        return ()
    spoken = [template for name in _keys(language) for template in book[name]]
    if group == "deny":
        spoken = [template for template in spoken if not template.present]
    return tuple(template for template in spoken if template.gist & _codes_of(key))


class Writer:
    """Writes the notes of one stay; remembers the last one, because workers copy."""

    def __init__(self, stay: Stay, household: Household, rng: Random) -> None:
        self.stay, self.rng = stay, rng
        self.children = [child.first for child in household.children if child is not stay.person]
        self.called = stay.person.first
        if self.called in SHORT_FORMS and rng.random() < 0.3:
            self.called = rng.choice(SHORT_FORMS[self.called])
        in_shelter = stay.project.key == "east_shelter"
        age = stay.person.age(stay.entry)
        self.young = age < 32
        self.reached = frozenset({"", "youth" if age < 22 else "adult", "shelter" if in_shelter else "doubled"})
        if self.children:
            self.reached |= {"kids"}
        self.previous: list[Sentence] = []
        self.previous_level = 0

    def write(self, contact: Contact) -> Note:
        """The note of one contact, with the truth about it."""
        rng, page = self.rng, _Page(self, contact)
        sentences = page.sentences()
        if contact.injected:
            sentences.insert(len(sentences) - 1, page.sentence("injected.any"))
        text, marks = assemble(sentences, self.stay.worker.style, rng)
        subject = _SUBJECTS.get(contact.kind) or rng.choice(_OTHER_SUBJECTS)
        return Note(contact.on, self.stay.worker.name, subject, text, marks)

    def language(self) -> str:
        """The language of the next note where client and worker share one, and '' for English."""
        spoken = self.stay.person.language
        if spoken == "en" or spoken != self.stay.worker.speaks:
            return ""
        return spoken if self.rng.random() < (0.5 if spoken == "es" else 0.35) else ""


@cache
def _fitting(key: str, language: str, audiences: frozenset[str], level: int) -> tuple[Template, ...]:
    """Phrases for `key` in a language ('' is English) that fit the client and where housing stands that day."""
    templates = _in_language(key, language) if language else phrasebook().get(key, ())
    return tuple(
        template
        for template in templates
        if template.audience in audiences
        and not (template.level and level and template.level != level)
        and not ("housing" in template.present and not template.level and level >= HOUSED)
    )


class _Page:
    """One note while it is written."""

    def __init__(self, writer: Writer, contact: Contact) -> None:
        self.writer, self.contact, self.rng = writer, contact, writer.rng
        self.words = ClientWords(writer.stay.person, writer.called, writer.children, contact.on, writer.rng)
        self.language = writer.language()
        self.said: set[str] = set()
        self.body: list[Sentence] = []
        self.sudden = any(fact.split(".")[0] in _SUDDEN for fact in contact.facts)

    def sentences(self) -> list[Sentence]:
        """What the note says, in order."""
        rng, contact = self.rng, self.contact
        for fact in contact.facts:
            self._add(f"level.{contact.level}" if fact == "level" else fact)
        if contact.kind == "none":
            if rng.random() < 0.3:
                self._add("next.any")
            return self.body
        if not self.body:
            self._add("service.any")
            self._add("filler.any")
        shares = (22, 55, 23) if contact.kind != "intake" else (0, 45, 55)
        length = rng.choices(("line", "usual", "long"), shares)[0]
        if self.language or (length == "line" and not self.sudden):
            opened = length == "line" and rng.random() < 0.4
            return [self.sentence(f"open.{contact.kind}"), *self.body] if opened else self.body
        opening = self.sentence(f"open.{contact.kind}")
        self._add_near_misses(2 if length == "long" else 1)
        if length == "long":
            for key in ("quote.any", "family.any", "service.any", "filler.any", "filler.any"):
                if rng.random() < 0.55:
                    self._add(key)
        if rng.random() < 0.4:
            self._add("filler.any" if rng.random() < 0.5 else "service.any")
        if not self.sudden:
            rng.shuffle(self.body)
        if rng.random() < 0.6 and contact.kind != "exit":
            self._add("next.any")
        return self._with_copy([opening, *self.body])

    def sentence(self, key: str) -> Sentence:
        """A sentence for `key` that fits, in the note's language where it has one; empty when none fits."""
        for language in (self.language, "") if self.language else ("",):
            known = _fitting(key, language, self.writer.reached, self.contact.level)
            fitting = [template for template in known if self.said.isdisjoint(template.contradicts)]
            if fitting:
                template = self.rng.choice(fitting)
                self.said |= template.said
                return fill(template, self.words, self.rng)
        return []

    def _add(self, key: str) -> None:
        sentence = self.sentence(key)
        if sentence:
            self.body.append(sentence)

    def _add_near_misses(self, busy: int) -> None:
        """What sounds like a code and is none: denied, another person's, past, or only an if."""
        rng, level, writer = self.rng, self.contact.level, self.writer
        if not self.sudden and rng.random() < 0.3 * busy:
            risks = [*_ASKED_RISKS, *(["child_safety"] if writer.children else [])]
            risks += ["eviction_risk"] if level >= HOUSED else ["unsheltered_tonight"] if level == 2 else []
            self._add(f"deny.{rng.choice(risks)}")
        if not self.sudden and rng.random() < 0.16 * busy:
            needs = [*_ASKED_NEEDS, *(["housing", "income"] if level >= HOUSED else [])]
            needs += ["childcare", "education"] if writer.children else []
            denied = rng.choice(needs)
            if denied not in writer.stay.needs:
                self._add(f"deny.{denied}")
        for group, chance in _NEAR_MISSES:
            out_of_place = (group == "if" and level < HOUSED) or (group == "past" and writer.young)
            if rng.random() < chance * busy and not out_of_place:
                self._add(rng.choice(_keys(group)))
        if rng.random() < 0.05 * busy:
            self._add("plan.outcome" if rng.random() < 0.6 else "plan.level" if level < HOUSED else "other.outcome")

    def _with_copy(self, sentences: list[Sentence]) -> list[Sentence]:
        """Now and then the last note comes along, as a copy above what is new."""
        writer, level = self.writer, self.contact.level
        page = sentences
        if writer.previous and level == writer.previous_level and not self.sudden and self.rng.random() < 0.06:
            page = [self.sentence("copy.lead"), *writer.previous[:5], self.sentence("copy.tail"), *sentences[1:2]]
        writer.previous = [] if self.sudden else sentences[1:]
        writer.previous_level = level
        return page
