"""The embedded coder: rules and examples, not a language model. It needs no key and no network.

It looks for the phrases a skill lists (or weighs the words of its wording), then asks what governs them:
denial, another person, the past, a condition, a plan, doubt. A code counts only when nothing governs it that
the skill does not expressly let count. Codes with many coded examples are learnt from them too (`learning`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from caseline.coding.budget import Budget
from caseline.coding.by_rules.lexicon import Candidate, Lexicon, compiled
from caseline.coding.by_rules.statements import Times, status_of_cue
from caseline.coding.by_rules.topics import lender_version
from caseline.coding.coder import FoundCode, Reading, Status
from caseline.coding.gold import gold_hash
from caseline.coding.grammar.scope import Scope
from caseline.coding.grammar.words import Sentence, sentences
from caseline.coding.instructions import instruction_spans
from caseline.coding.rules_version import rules_version
from caseline.organization.skills import Skill

if TYPE_CHECKING:
    from caseline.coding.by_rules.learning import Learned

QUOTES_PER_CODE = 3
LONGEST_QUOTE = 240
SHORTEST_CLAUSE = 4
CLAUSE_MARKS = frozenset({",", ";"})
LIKELY = 0.5


@dataclass(frozen=True)
class EmbeddedCoder:
    """Codes texts with a skill's own words and rules of context."""

    name: str = "embedded-rules-2"
    budget: Budget | None = None

    @property
    def at_once(self) -> "EmbeddedCoder":
        return self

    def prompt_hash(self, skill: Skill) -> str:
        """What decides besides the skill: the rules, a gold set to learn from, a skill that lends phrases."""
        return "-".join(filter(None, (rules_version(), gold_hash(skill), lender_version(skill))))

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        """One reading per text, in order."""
        lexicon, learned = compiled(skill), learned_from(skill)
        readings = []
        for done, text in enumerate(texts, 1):
            found = by_sentence(text, sentences_to_read(text), skill, lexicon, learned)
            codes = chosen([code for codes in found for code in codes], skill)
            readings.append(Reading(codes, flagged_instruction=bool(instructions(text))))
            if progress:
                progress(done)
        return readings


@lru_cache(maxsize=2048)
def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text."""
    return tuple(sentences(text))


@lru_cache(maxsize=2048)
def instructions(text: str) -> list[tuple[int, int]]:
    """Where a text tells its reader what to do: no evidence for anything."""
    return instruction_spans(text)


_learned_from: dict[tuple[str, str], "Learned | None"] = {}


def learned_from(skill: Skill) -> "Learned | None":
    """What there is to learn from the skill's gold set, learnt once per version of both."""
    examples = gold_hash(skill)
    if not examples:
        return None
    version = (skill.version, examples)
    if version not in _learned_from:
        from caseline.coding.by_rules.learning import learn

        lexicon = compiled(skill)
        _learned_from[version] = learn(
            skill, lambda text, sentence: _present(sentence_codes(text, sentence, skill, lexicon), skill)
        )
    return _learned_from[version]


def sentences_to_read(text: str) -> list[Sentence]:
    """The sentences of a text that are evidence: all but those that tell their reader what to do."""
    told = instructions(text)
    return [
        sentence
        for sentence in split(text)
        if not any(start < sentence.end and sentence.start < end for start, end in told)
    ]


def chosen(found: list[FoundCode], skill: Skill) -> tuple[FoundCode, ...]:
    """Of all that was found in a note, what is said of it: a rubric's one level, the best quotes of each code."""
    return tuple(_level(found, skill) if skill.kind == "rubric" else _strongest(found))


def by_sentence(
    text: str, sentences: Sequence[Sentence], skill: Skill, lexicon: Lexicon, learned: "Learned | None"
) -> list[list[FoundCode]]:
    """What the rules, and what was learnt from examples, find in each sentence."""
    found = [sentence_codes(text, sentence, skill, lexicon) for sentence in sentences]
    if not learned or not sentences:
        return found
    likely = learned.probabilities(text, sentences, [_present(codes, skill) for codes in found])
    return [
        _weighed(text, sentence, codes, chances, skill, lexicon, learned)
        for sentence, codes, chances in zip(sentences, found, likely, strict=True)
    ]


def _present(found: list[FoundCode], skill: Skill) -> frozenset[int]:
    """Numbers of the codes that are present."""
    labels = {(item.code, item.value) for item in found if item.status == "present"}
    return frozenset(number for number, code in enumerate(skill.codes) if skill.values(code) in labels)


def _weighed(
    text: str,
    sentence: Sentence,
    found: list[FoundCode],
    likely: dict[int, float],
    skill: Skill,
    lexicon: Lexicon,
    learned: "Learned",
) -> list[FoundCode]:
    """What the rules found in a sentence, put right by what was learnt; a risk that they found is never taken back."""
    kept = list(found)
    for number, chance in sorted(likely.items()):
        code, value = skill.values(skill.codes[number])
        own = next((item for item in kept if (item.code, item.value) == (code, value)), None)
        by_rules = own is not None and own.status == "present"
        if chance < LIKELY and own and by_rules and not skill.risk:
            kept.remove(own)
        elif chance >= LIKELY and not by_rules:
            at = learned.telling_word(sentence, number)
            start, end = quote_of(sentence, Candidate(number, at, at + 1, chance), lexicon.needs_what_governs(number))
            kept = [item for item in kept if item is not own]
            kept.append(FoundCode(code, value, "present", text[start:end], start, end, round(chance, 3)))
    return kept


def sentence_codes(text: str, sentence: Sentence, skill: Skill, lexicon: Lexicon) -> list[FoundCode]:
    """What the rules find in a sentence: at most one status of each code."""
    candidates, cue_hits = lexicon.candidates(sentence)
    if not candidates:
        return []
    scope, times = Scope(sentence, cue_hits), Times(sentence)
    best: dict[int, tuple[tuple[int, float], Candidate, Status]] = {}
    for candidate in candidates:
        statement = lexicon.statements[candidate.code]
        governed = scope.circumstances(candidate.first, candidate.last)
        if candidate.denies:
            governed ^= {"denial"}
        also_counts = frozenset(skill.codes[candidate.code].also_counts)
        if statement:
            status = statement.status(governed | times.of(candidate.first, candidate.last), also_counts)
        else:
            status = status_of_cue(governed - also_counts)
        if status is None:
            continue
        rank = (("absent", "unclear", "present").index(status), candidate.strength)
        if candidate.code not in best or rank > best[candidate.code][0]:
            best[candidate.code] = (rank, candidate, status)
    found = []
    for number, (_, candidate, status) in sorted(best.items()):
        code, value = skill.values(skill.codes[number])
        start, end = quote_of(sentence, candidate, whole=status != "present" or lexicon.needs_what_governs(number))
        found.append(FoundCode(code, value, status, text[start:end], start, end, round(candidate.strength, 3)))
    return found


def quote_of(sentence: Sentence, candidate: Candidate, whole: bool) -> tuple[int, int]:
    """The clause that says it; `whole` asks for the sentence, so that what denies or doubts it is quoted too."""
    start, end = (sentence.start, sentence.end) if whole else _clause(sentence, candidate)
    first, last = sentence.words[candidate.first].start, sentence.words[candidate.last - 1].end
    return _shortened(sentence, start, end, first, last)


def shortened(sentence: Sentence, about: int) -> tuple[int, int]:
    """The sentence as a quote; one that is too long for a quote is cut to what stands around the offset `about`."""
    return _shortened(sentence, sentence.start, sentence.end, about, about)


def _shortened(sentence: Sentence, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """What is longer than a quote may be is cut between words, around what stands from `first` to `last`."""
    if end - start <= LONGEST_QUOTE:
        return start, end
    room = max(0, LONGEST_QUOTE - (last - first)) // 2
    left, right = max(start, first - room), min(end, last + room)
    if left > start:
        left = next((word.start for word in sentence.words if left <= word.start <= first), first)
    if right < end:
        right = next((word.end for word in reversed(sentence.words) if last <= word.end <= right), last)
    return left, right


def _clause(sentence: Sentence, candidate: Candidate) -> tuple[int, int]:
    """The words around a phrase up to a comma or semicolon; a clause of a few words takes its neighbour in."""
    words = sentence.words
    marks = [at for at, word in enumerate(words) if word.plain in CLAUSE_MARKS]
    before = [at + 1 for at in marks if at < candidate.first]
    after = [at for at in marks if at >= candidate.last]
    first = before.pop() if before else 0
    last = after.pop(0) if after else len(words)
    while last - first < SHORTEST_CLAUSE and (before or after or first or last < len(words)):
        if first:
            first = before.pop() if before else 0
        else:
            last = after.pop(0) if after else len(words)
    start = words[first].start if first else sentence.start
    return start, (words[last - 1].end if last < len(words) else sentence.end)


def _strongest(found: list[FoundCode]) -> list[FoundCode]:
    """The best few quotes of each code, where present beats unclear and unclear beats absent."""
    chosen: list[FoundCode] = []
    for code in sorted({item.code for item in found}):
        own = [item for item in found if item.code == code]
        for status in ("present", "unclear", "absent"):
            same = [item for item in own if item.status == status]
            if same:
                chosen += sorted(same, key=lambda item: (-item.confidence, item.start))[:QUOTES_PER_CODE]
                break
    return sorted(chosen, key=lambda item: (item.start, item.code))


def _level(found: list[FoundCode], skill: Skill) -> list[FoundCode]:
    """One level per note: the lowest or highest with words in the note, as the skill says."""
    present = [item for item in found if item.status == "present"]
    if not present:
        return []
    pick = min if skill.choose == "lowest" else max
    level = pick(int(item.value or 0) for item in present)
    own = [item for item in present if item.value == str(level)]
    return sorted(own, key=lambda item: (-item.confidence, item.start))[:1]
