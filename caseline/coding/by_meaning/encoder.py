"""The trained encoder: what a sentence says of each code it knows, and of any statement, as probabilities. Runs on
the CPU, without a network.

The model lies beside this module with its card (`MODEL_CARD.md`); `training/` makes it. A sentence is read with what
stands before it, alone and not in a batch, so that the numbers of one note never depend on another.
"""

import hashlib
import os
import re
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from caseline.coding.grammar.words import Sentence
from caseline.ground.yaml_files import Strict

FOLDER = Path(__file__).parent / "model"
Saying = Literal["none", "present", "possible", "denied", "past", "other", "plan"]
SAYINGS: tuple[Saying, ...] = ("none", "present", "possible", "denied", "past", "other", "plan")
"""What a sentence may say of a code, in the order of the model's numbers."""
START, END = 0, 2
LONGEST = 256
"""Tokens of a sentence and what stands before it; more is cut at the end."""
MOST_BEFORE = 28
"""Tokens of what stands before, its last ones."""
MOST_STATED = 64
"""Tokens of a statement, its first ones."""
MARKS = re.compile(r"^(?:\s|=|[*•·#|–—-]+(?=\s))+")
"""What stands before a sentence in lists and copied text, and says nothing."""
REMEMBERED = 40_000
"""Sentences whose numbers are kept while a process runs: each skill asks for the same ones."""


Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class Thresholds(Strict):
    """From which probability on a code counts, and from which a risk is possible."""

    sure: float
    possible: float

    def sure_of(self, is_risk: bool) -> float:
        return self.sure


class ThresholdsByWording(Thresholds):
    """The same for codes that are asked by their wording. A risk is sure later there, for nobody measured it."""

    sure_of_risk: float

    def sure_of(self, is_risk: bool) -> float:
        return self.sure_of_risk if is_risk else self.sure


class KnownCode(Thresholds):
    """A code the encoder was trained for, and from which probability on it counts (`training/calibrate.py`)."""

    skill: str
    code: str
    meaning: str
    """A hash of the sentence that says what it means: a code that is reworded is another code."""
    right: int
    """Of the passages of held-out authors that were flagged as sure, those that were right ..."""
    flagged: int
    possible_right: int
    possible_flagged: int
    """The same of those flagged as possible."""
    f1: float
    """Agreement on passages of the held-out authors."""
    there: int | None = None
    """How many of these passages have the code; it decides no reading. None where the reader does not say."""


class Manifest(Strict):
    """What `model/reader.json` says."""

    name: str
    model_sha256: str
    tokenizer_sha256: str
    corpus_sha256: str
    by_wording: ThresholdsByWording
    codes: list[KnownCode]

    @property
    def version(self) -> str:
        """A short hash of the weights, the tokenizer and the thresholds."""
        decides = self.model_dump_json(exclude={"codes": {"__all__": {"there"}}})
        return hashlib.sha256(decides.encode()).hexdigest()[:12]


class SentenceInContext(NamedTuple):
    """A sentence, and what stands before it in the note ('' for nothing)."""

    text: str
    before: str


@dataclass(frozen=True)
class Said:
    """What a sentence says. `likely` has shape (codes, sayings); `focus` the character of the sentence each code
    hangs on.

    `words` has shape (pieces of words, sayings but none): how much speaks for each saying, whatever the code;
    `places` says where each piece stands in the sentence. `about` is what the sentence is about, a vector of length 1:
    the nearer to that of a statement, the likelier it speaks of it.
    """

    likely: NDArray[np.float32]
    focus: NDArray[np.int32]
    words: NDArray[np.float32]
    places: NDArray[np.int32]
    about: NDArray[np.float32]

    def saying(self, start: int, end: int) -> dict[Saying, float]:
        """What the words between two characters are said as, in their sentence, whatever they speak of."""
        within = [at for at, (left, right) in enumerate(self.places) if left < end and start < right]
        if not within:
            return {}
        logits = self.words[within].mean(0)
        chances = np.exp(logits - logits.max())
        return dict(zip(SAYINGS[1:], (chances / chances.sum()).tolist(), strict=True))


class Stated(NamedTuple):
    """What a sentence says of a statement: probabilities of the sayings, shape (sayings,), and the character it hangs
    on.
    """

    likely: NDArray[np.float32]
    focus: int


class Encoder:
    """The model, loaded once per process."""

    def __init__(self, folder: Path = FOLDER) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.manifest = Manifest.model_validate_json((folder / "reader.json").read_text(encoding="utf-8"))
        model = (folder / "reader.onnx").read_bytes()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._known: dict[SentenceInContext, Said] = {}
        self._judged: dict[tuple[str, SentenceInContext], Stated] = {}

    @cached_property
    def version(self) -> str:
        return self.manifest.version

    def read(self, sentences: Sequence[SentenceInContext]) -> list[Said]:
        """What each sentence says of each code, in order."""
        return self._each_once(self._known, sentences, self._read)

    def judge(self, asked: Sequence[tuple[str, SentenceInContext]]) -> list[Stated]:
        """What each sentence says of the statement asked of it, in order."""
        return self._each_once(self._judged, asked, self._judge)

    def _each_once(
        self, known: dict[Asked, Answer], asked: Sequence[Asked], find: Callable[[Asked], Answer]
    ) -> list[Answer]:
        """An answer to each, in order: from `known`, where those that are not there yet are put."""
        fresh = [one for one in dict.fromkeys(asked) if one not in known]
        if len(known) + len(fresh) > REMEMBERED:
            kept = {one: known[one] for one in asked if one in known}
            known.clear()
            known.update(kept)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            known.update(zip(fresh, pool.map(find, fresh), strict=True))
        return [known[one] for one in asked]

    def _read(self, sentence: SentenceInContext) -> Said:
        fed, first, places = self._fed(sentence, [])
        likely, focus, words, about = self._session.run(["likely", "focus", "words", "about"], fed)
        at_characters = _characters(focus[0] - first, places)
        return Said(likely[0], at_characters, words[0][first : first + len(places)], places, about[0])

    def _judge(self, asked: tuple[str, SentenceInContext]) -> Stated:
        statement, sentence = asked
        stated = self._tokenizer.encode(statement, add_special_tokens=False).ids[:MOST_STATED]
        fed, first, places = self._fed(sentence, [*stated, END])
        likely, focus = self._session.run(["stated", "hangs_on"], fed)
        return Stated(likely[0], int(_characters(focus - first, places)[0]))

    def _fed(self, sentence: SentenceInContext, ahead: list[int]) -> tuple[dict[str, Any], int, NDArray[np.int32]]:
        """Tokens for the model, where those of the sentence begin, and where each stands in it."""
        before = ahead + self._tokenizer.encode(sentence.before, add_special_tokens=False).ids[-MOST_BEFORE:]
        words = MARKS.sub(lambda marks: " " * len(marks[0]), sentence.text)
        own = self._tokenizer.encode(words, add_special_tokens=False)
        ids = own.ids[: LONGEST - 3 - len(before)]
        first = len(before) + 2
        fed = {
            "ids": np.array([[START, *before, END, *ids, END]], dtype=np.int64),
            "own": np.array([[0] * first + [1] * (len(ids) + 1)], dtype=np.int64),
        }
        return fed, first, np.array(own.offsets[: len(ids)], dtype=np.int32).reshape(-1, 2)


def _characters(tokens: NDArray[Any], places: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where in the sentence these of its tokens begin."""
    if not len(places):
        return np.zeros(len(tokens), dtype=np.int32)
    return places[np.clip(tokens, 0, len(places) - 1), 0]


def in_context(text: str, sentences: Sequence[Sentence]) -> list[SentenceInContext]:
    """Each sentence with the heading it stands under, or the sentence before it."""
    found = []
    before = ""
    for sentence in sentences:
        own = text[sentence.start : sentence.end]
        found.append(SentenceInContext(own, f"{sentence.heading}:" if sentence.heading else before))
        before = own
    return found


@cache
def encoder() -> Encoder:
    """The shipped encoder."""
    return Encoder()


@lru_cache(maxsize=512)
def meaning_hash(meaning: str) -> str:
    """What a code's meaning is known by."""
    return hashlib.sha256(" ".join(meaning.split()).encode()).hexdigest()[:12]
