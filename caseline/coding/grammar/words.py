"""Text as the embedded coder sees it: sentences of words, each with its offsets and its plain form."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_+")
_BREAK = re.compile(
    r"(?<=[.!])[\"'”’)]*\s+|(?<=\?)[\"'”’)]*\s+(?!(?:no|none|denie[sd]|never|nope|negative)\b\s*(?:[.,;\n]|$))"
    r"|\s*\n\s*|\s+[•▪►]\s*|\s+\|\s+|[ \t]{2,}"
    r"|\s+[-–—]{1,2}\s+(?!(?:no|none|denie[sd]|negative|not|n/a)\b)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|mx|dr|st|ave|apt|appt|approx|vs|etc|e\.g|i\.e|a\.m|p\.m|no|dept|jr|sr|hx|wk|wks|mo|yr|yrs|hrs|min|pt|ct|cl"
    r"|sra|srta|dra|profa?|rev|sgt|det)|\b[a-z])\.$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:mr|mrs|ms|mx|dr|st|sr|sra|srta|dra|prof|profa|rev|sgt|det)\.$", re.IGNORECASE)
"""Abbreviations after which a name comes: a capital there begins no sentence."""
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LONGEST_SENTENCE = 600
_DENYING = re.compile(r"\b(?:den(?:y|ies|ied)|negative|no|not|none)\b")
"""'Denies: SI, HI' speaks of its own line and not of those below."""

_CONTRACTIONS = {"can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"), "cant": ("can", "not"),
                 "dont": ("do", "not"), "doesnt": ("do", "not"), "didnt": ("do", "not"), "isnt": ("be", "not"),
                 "wasnt": ("be", "not"), "hasnt": ("have", "not"), "w/o": ("without",)}  # fmt: skip
_IRREGULAR_FORMS = """
    be = am is are was were been being 's 're 'm; have = has had having 've; do = does did done doing; lose
    = lost losing; get = got gotten getting; run = ran running; find = found finding; leave = left leaving;
    sleep = slept; tell = told; say = said says; feel = felt; go = went gone goes; keep = kept; come = came
    coming; take = took taken taking; break = broke broken; hit = hitting; drink = drank drunk; begin =
    began begun; buy = bought; pay = paid; sell = sold; steal = stole stolen; throw = threw thrown; drive =
    drove driven driving; eat = ate eaten; make = made making; meet = met; fall = fell fallen; give = gave
    given giving; see = saw seen; move = moving moved moves; live = lived living lives; use = used using
    uses; child = children; stay = stayed staying stays; hear = heard; speak = spoke spoken; hold = held;
    win = won; send = sent; spend = spent; write = wrote written writing; choose = chose chosen; grow = grew
    grown; cut = cutting cuts; become = became; think = thought thinks; bring = brought; die = died dying
    dies; know = knew known; start = started starting starts; quit = quitting quits; beat = beaten beating;
    choke = choked choking; shut = shutting; set = setting sets; put = putting; hurt = hurting hurts; let =
    letting; pass = passed passing passes; need = needs needed needing; bus = buses; teach = taught; not =
    n't; kid = kids; meds = medication medications med; quite = quite
"""
_IRREGULAR = {
    form: base.strip()
    for base, _, forms in (entry.partition("=") for entry in _IRREGULAR_FORMS.split(";"))
    for form in forms.split()
}
_WITHOUT_TENSE = frozenset({"be", "have", "do", "not", "child", "kid", "bus", "meds", "quite"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark: `plain` is its base form, `start` and `end` its offsets, `past` whether it is a past form,
    `ing` whether it ends so."""

    plain: str
    start: int
    end: int
    past: bool = False
    ing: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its offsets in the note, and the heading it stands under ('' for none)."""

    words: tuple[Word, ...]
    start: int
    end: int
    heading: str = ""


def sentences(text: str) -> list[Sentence]:
    """Split a note into sentences. A line such as `Plan:` is the heading of what follows, until a blank line."""
    found: list[Sentence] = []
    heading, read_to = "", 0
    for start, end in _spans(text):
        piece = text[start:end]
        if _BLANK_LINE.search(text[read_to:start]):
            heading = ""
        read_to = end
        if piece.rstrip().endswith(":") and len(piece) < 60:
            heading = piece.strip().rstrip(":").lower()
            continue
        inline = re.match(r"\s*([A-Za-z][A-Za-z /&]{1,30}):\s", piece)
        own = inline[1].lower() if inline else heading
        if inline and not _DENYING.search(own):
            heading = own
        found.append(Sentence(tuple(split_words(piece, start)), start, end, own))
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        before = text[max(start, match.start() - 8) : match.start()]
        if "\n" not in match[0] and _ABBREVIATION.search(before):
            following = text[match.end() : match.end() + 1]
            if not following.isupper() or _TITLE.search(before):
                continue
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [part for span in spans for part in _shortened(text, *span) if part[1] > part[0]]


def _shortened(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Trim white space; cut a run-on of hundreds of words where a space allows."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    parts = []
    while end - start > _LONGEST_SENTENCE:
        cut = max(text.rfind(mark, start + 200, start + _LONGEST_SENTENCE) for mark in (", ", "; ", " "))
        cut = cut + 1 if cut > 0 else start + _LONGEST_SENTENCE
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def split_words(text: str, offset: int = 0) -> list[Word]:
    """Words and marks in base form. A contraction such as "doesn't" gives two words at one place."""
    words: list[Word] = []
    for match in _TOKEN.finditer(text):
        start, end = match.start() + offset, match.end() + offset
        token = match[0].casefold().replace("’", "'")
        if token in _CONTRACTIONS:
            words.extend(Word(part, start, end) for part in _CONTRACTIONS[token])
        elif token.endswith("n't"):
            words.append(Word(base_form(token[:-3]), start, end))
            words.append(Word("not", start, end))
        elif "'" in token:
            stem, _, tail = token.rpartition("'")
            words.append(Word(base_form(stem), start, end))
            words.append(Word({"s": "'s", "re": "be", "m": "be", "ve": "have"}.get(tail, tail), start, end))
        else:
            words.append(Word(base_form(token), start, end, is_past(token), token.endswith("ing")))
    return words


def is_past(word: str) -> bool:
    """Whether a word is a past form ('signed', 'lost'), as far as its look tells."""
    base = _IRREGULAR.get(word)
    if base is not None:
        return base not in _WITHOUT_TENSE and not word.endswith(("ing", "s"))
    return len(word) > 4 and word.endswith("ed") and not word.endswith("eed")


_base_forms: dict[str, str] = {}


def base_form(word: str) -> str:
    """A rough base form: evicted, evicting and evicts are all 'evict'. Meant for comparing, not for reading."""
    if word not in _base_forms:
        _base_forms[word] = _IRREGULAR.get(word) or _without_ending(word)
    return _base_forms[word]


def bases(words: str) -> frozenset[str]:
    """The base forms of words written with spaces between them."""
    return frozenset(base_form(word) for word in words.split())


def _without_ending(word: str) -> str:
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= 3 and any(vowel in stem for vowel in "aeiouy"):
            if stem[-1] == stem[-2] and stem[-1] not in "lsz":
                return stem[:-1]
            return stem.rstrip("e") if ending == "ed" else stem
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
