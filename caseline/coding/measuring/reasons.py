"""Why a note was read otherwise than people read it, in words: what the reading says, the rules, and the encoder."""

from collections.abc import Iterable, Sequence

from caseline.coding.by_meaning.by_wording import chances_of
from caseline.coding.by_meaning.coder import EncoderCoder
from caseline.coding.by_meaning.encoder import SAYINGS, Said, Saying, encoder, in_context
from caseline.coding.by_meaning.evidence import known_codes
from caseline.coding.by_meaning.phrases import own_phrases
from caseline.coding.by_rules.embedded import EmbeddedCoder, sentences_to_read, split
from caseline.coding.by_rules.lexicon import Lexicon, compiled
from caseline.coding.coder import Coder, FoundCode, Reading
from caseline.coding.grammar.scope import Scope
from caseline.coding.grammar.words import Sentence
from caseline.coding.measuring.judged_notes import JudgedNote
from caseline.organization.skills import Label, Skill
from caseline.organization.skills.gold_items import Span

_SAID: dict[Saying, str] = {
    "possible": "only possible",
    "denied": "denied",
    "past": "past",
    "other": "said of somebody else",
    "plan": "a wish or plan",
}
_GOVERNED = {
    "denial": "denied",
    "family": "said of somebody else",
    "another": "said of somebody else",
    "history": "past",
    "condition": "under an if",
    "plan": "a wish or plan",
    "doubt": "in doubt",
}
_STATUS = {"absent": "denied", "unclear": "in doubt"}


class Reasons:
    """Explains what one coder made of notes with one skill. Another coder than the embedded ones gives no reasons."""

    def __init__(self, skill: Skill, coder: Coder) -> None:
        self.skill = skill
        self.coder = coder
        self.is_embedded = isinstance(coder, EmbeddedCoder | EncoderCoder)
        self.reads_by_meaning = isinstance(coder, EncoderCoder)
        self.known = known_codes(skill, encoder()) if self.reads_by_meaning else {}
        self.own = own_phrases(skill)

    def missed(self, note: JudgedNote, reading: Reading, label: Label) -> str:
        """Why a code that people gave was not found."""
        if not reading.was_read:
            return f"the note could not be read: {reading.failed or reading.waiting}"
        if own := next((found for found in reading.codes if (found.code, found.value) == label), None):
            if own.status == "unclear" and self.skill.risk:
                return "raised as possible, not as sure"
            return f"found, but read as {_STATUS[own.status]}"
        spans = note.spans.get(label, ())
        reasons = self._by_rules(note.text, spans, label) or self._by_encoder(note.text, spans, label)
        if reasons:
            return reasons
        if not self.is_embedded:
            return f"{self.coder.name} did not give it"
        return "not in the codebook's words"

    def raised(self, note: JudgedNote, found: FoundCode) -> str:
        """Why a code that people did not give was found."""
        label = (found.code, found.value)
        if label in note.denied and (how := self._how_denied(note.text, note.spans.get(label, ()))):
            return f"{how} in the note, and read as present"
        if label in note.denied:
            return "people wrote down that it is not so, and it was read as present"
        number = self._number(label)
        if lexicon := self._lexicon(number):
            for sentence in _around(note.text, [(found.start, found.end)]):
                if hit := next((hit for hit in lexicon.candidates(sentence)[1] if hit.label == number), None):
                    words = note.text[sentence.words[hit.first].start : sentence.words[hit.last - 1].end]
                    return f"“{words}” is among its words to look for"
        by = "the encoder" if self.reads_by_meaning else "the rules" if self.is_embedded else self.coder.name
        return f"{by} took this for it, {round(100 * found.confidence)}% sure"

    def _number(self, label: Label) -> int:
        return next(number for number, code in enumerate(self.skill.codes) if self.skill.values(code) == label)

    def _lexicon(self, number: int) -> Lexicon | None:
        """The phrases that decide: of a code the encoder knows, those that were added to the shipped ones."""
        if not self.is_embedded:
            return None
        return self.own if number in self.known else compiled(self.skill)

    def _by_rules(self, text: str, spans: Sequence[Span], label: Label) -> str:
        number = self._number(label)
        lexicon = self._lexicon(number)
        if not lexicon:
            return ""
        for sentence in _around(text, [(span.start, span.end) for span in spans]):
            candidates, hits = lexicon.candidates(sentence)
            for candidate in (one for one in candidates if one.code == number):
                governed = Scope(sentence, hits).circumstances(candidate.first, candidate.last)
                left = governed - set(self.skill.codes[number].also_counts)
                if left:
                    return f"its words are there, but were read as {_listed(_GOVERNED[one] for one in left)}"
                return "its words are there, but the coded examples speak against them"
            if any(hit.label == number for hit in lexicon.cues.hits(sentence)):
                return "its words are there, but one of the misleading words hides them"
        return ""

    def _by_encoder(self, text: str, spans: Sequence[Span], label: Label) -> str:
        number = self._number(label)
        if not self.reads_by_meaning or not (number in self.known or self.skill.codes[number].meaning):
            return ""
        places = [(span.start, span.end) for span in spans]
        here = [one for one in self._likely(text, number) if not spans or _meets(one[0], places)]
        if not here:
            return "it stands where the note tells its reader what to do, which is no evidence"
        sentence, said, likely = min(here, key=lambda one: one[2]["none"])
        saying = _likeliest(likely)
        if saying == "present":
            return f"not sure enough: {likely[saying]:.0%}, where {self._needed(number):.0%} is needed"
        if saying != "none":
            return f"seen, but read as {_SAID[saying]}"
        told = _likeliest(said.saying(*_within(sentence, spans)))
        unknown = "not in words the encoder knows it by"
        return unknown if told == "present" else f"{unknown}, and what is said there was read as {_SAID[told]}"

    def _likely(self, text: str, number: int) -> list[tuple[Sentence, Said, dict[Saying, float]]]:
        """What the encoder makes of a code in each sentence: as it was trained for it, or by its wording."""
        sentences = sentences_to_read(text)
        contexts = in_context(text, sentences)
        chances = chances_of(self.skill.codes[number], self.known.get(number), contexts, encoder())
        return [
            (sentence, said, dict(zip(SAYINGS, own, strict=True)))
            for sentence, said, own in zip(sentences, encoder().read(contexts), chances, strict=True)
        ]

    def _needed(self, number: int) -> float:
        manifest = encoder().manifest
        from_ = manifest.codes[self.known[number]] if number in self.known else manifest.by_wording
        return from_.sure_of(self.skill.risk)

    def _how_denied(self, text: str, spans: Sequence[Span]) -> str:
        """How the words that people wrote down as not so are said: by rules, else as the encoder reads them."""
        places = [(span.start, span.end) for span in spans]
        if not places or not self.is_embedded:
            return ""
        for sentence in _around(text, places):
            scope = Scope(sentence, [])
            within = [at for at, word in enumerate(sentence.words) if _overlap((word.start, word.end), places)]
            governed = {one for at in within for one in scope.circumstances(at, at + 1)}
            if governed:
                return _listed(_GOVERNED[one] for one in governed)
        sentences = sentences_to_read(text) if self.reads_by_meaning else []
        for sentence, said in zip(sentences, encoder().read(in_context(text, sentences)), strict=True):
            if _meets(sentence, places):
                told = _likeliest(said.saying(*_within(sentence, spans)))
                if told != "present":
                    return _SAID[told]
        return ""


def _around(text: str, places: Sequence[tuple[int, int]]) -> list[Sentence]:
    """The sentences in which the places stand; all where none is named."""
    return [sentence for sentence in split(text) if not places or _meets(sentence, places)]


def _meets(sentence: Sentence, places: Sequence[tuple[int, int]]) -> bool:
    return _overlap((sentence.start, sentence.end), places)


def _overlap(place: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in others)


def _within(sentence: Sentence, spans: Sequence[Span]) -> tuple[int, int]:
    """Where the spans stand in the sentence, counted from its first character; the whole of it where none does."""
    own = [span for span in spans if span.start < sentence.end and sentence.start < span.end]
    if not own:
        return 0, sentence.end - sentence.start
    return min(span.start for span in own) - sentence.start, max(span.end for span in own) - sentence.start


def _likeliest(chances: dict[Saying, float]) -> Saying:
    return max(chances, key=lambda saying: chances[saying]) if chances else "present"


def _listed(words: Iterable[str]) -> str:
    return " and ".join(sorted(set(words)))
