"""How a file's bytes become text, told by what they are."""

import codecs
import re
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from ingestion.files import CHUNK


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes become text. `may_break` is set when some bytes may not belong to the encoding: `errors`
    says how they are let through, as half characters.

    `may_end_anywhere`: the bytes were not all looked at when it was detected, so reading them may fail. `evidence`
    says in words why it is this one, where that is not beyond doubt.
    """

    codec: str
    title: str
    may_break: bool = False
    errors: str = "strict"
    may_end_anywhere: bool = False
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.title}, {self.evidence}" if self.evidence else self.title


UTF8 = Encoding("utf-8-sig", "UTF-8")
BROKEN_UTF8 = Encoding("utf-8-sig", "UTF-8", may_break=True, errors="surrogateescape")

_OLD = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
_NOT_IN_WINDOWS = frozenset(b"\x81\x8d\x8f\x90\x9d")
_ENOUGH_EVIDENCE = 20_000
"""Runs of characters of an old encoding that are looked at."""
_LEAST_PLAUSIBLE = 0.6

_OPENS, _CLOSES = "“‘«„¿¡", "”»…™®"
_WORDS = "àéèóòøå"
"""Letters that are words by themselves."""
_LETTERS = set("áàâäãåāéèêëēíìîïīóòôöõøōúùûüūçñýÿßæœðþšžłćčğışğ")
_AROUND_NUMBERS = set("€£¥$½¼¾°ºª±²³§¢·µ×÷")


def detect_encoding(stream: BinaryIO) -> Encoding:
    """Tell UTF-8, UTF-16, UTF-32 and the old encodings of one byte a letter apart by content."""
    head = stream.read(4)
    if head in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):  # the former begins like UTF-16
        return _wide("utf-32", "UTF-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _wide("utf-16", "UTF-16")
    head += stream.read(CHUNK)
    if head[1:200:2].count(0) > len(head[1:200:2]) * 0.8:
        return _wide("utf-16-le", "UTF-16")
    if head[0:200:2].count(0) > len(head[0:200:2]) * 0.8:
        return _wide("utf-16-be", "UTF-16")
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = head
    try:
        while chunk:
            decoder.decode(chunk)
            chunk = stream.read(CHUNK)
        decoder.decode(b"", final=True)
        return UTF8
    except UnicodeDecodeError:
        stream.seek(0)
        return _old_encoding(stream.read())


def _wide(codec: str, title: str) -> Encoding:
    return Encoding(codec, title, may_break=True, errors="surrogatepass", may_end_anywhere=True)


def _old_encoding(content: bytes) -> Encoding:
    text = content.decode("utf-8", errors="surrogateescape")
    broken = sum(1 for character in text if "\udc80" <= character <= "\udcff")
    if sum(1 for character in text if ord(character) > 127) - broken > broken:
        return BROKEN_UTF8
    spans = _high_bytes(content)
    parts = [(content[max(span.start() - 1, 0) : span.start()], span[0], content[span.end() :][:1]) for span in spans]
    plausible = {codec: _plausible(parts, codec) for codec in _OLD}
    is_no_windows = any(byte in _NOT_IN_WINDOWS for span in spans for byte in span[0])
    has_mac_lines = b"\n" not in content and plausible["mac_roman"] >= plausible["cp1252"]
    if is_no_windows or has_mac_lines:
        del plausible["cp1252"]
    best = max(plausible, key=plausible.__getitem__)  # Windows-1252 where they are equal
    is_doubtful = plausible[best] < _LEAST_PLAUSIBLE or _is_of_other_letters(spans)
    if is_doubtful and (other := _of_another_language(content)):
        return other
    evidence = f"in which {plausible[best]:.0%} of its letters and signs beyond ASCII stand where such do"
    return Encoding(best, _OLD[best], evidence=evidence)


def _high_bytes(content: bytes) -> list[re.Match[bytes]]:
    return list(islice(re.finditer(rb"[\x80-\xff]+", content), _ENOUGH_EVIDENCE))


def _is_of_other_letters(spans: list[re.Match[bytes]]) -> bool:
    """Whether most bytes above ASCII stand together, which in Western languages they do not."""
    lengths = [len(span[0]) for span in spans]
    return sum(length for length in lengths if length > 2) > sum(lengths) / 2


def _plausible(parts: list[tuple[bytes, bytes, bytes]], codec: str) -> float:
    """Share of the characters above ASCII that stand where such do, read in this encoding, 0 to 1.

    `parts` are runs of bytes above ASCII, with the byte before and the byte after.
    """
    good = total = 0
    for before, run, after in parts:
        text = (before or b" ").decode("ascii", "replace") + run.decode(codec, "replace")
        text += (after or b" ").decode("ascii", "replace")
        good += sum(_stands_well(*text[at - 1 : at + 2]) for at in range(1, len(text) - 1))
        total += len(text) - 2
    return good / total


def _stands_well(before: str, character: str, after: str) -> bool:
    letter_before, letter_after = before.isalpha(), after.isalpha()
    if character.isalpha() and character not in "ºª":
        if character.lower() not in _LETTERS:
            return False
        if character.islower():
            return not after.isupper() and (letter_before or letter_after or character in _WORDS)
        return (after.islower() and not letter_before) or before.isupper() or after.isupper()
    if character == "’":
        return letter_before or after.isdigit()
    if character in _OPENS:
        return not letter_before and not after.isspace()
    if character in _CLOSES:
        return not letter_after and not before.isspace()
    if character == "–":  # unlike the long one, rarely within a word
        return not letter_before and not letter_after
    if character in "—•":
        return letter_before == letter_after
    is_beside_number = before.isdigit() or after.isdigit()
    return character == "\xa0" or (character in _AROUND_NUMBERS and is_beside_number)


def _of_another_language(content: bytes) -> Encoding | None:
    """What the detector that many tools share makes of a text that is in no Western encoding."""
    from charset_normalizer import from_bytes  # rarely needed, and slow to import

    found = from_bytes(content[: CHUNK // 4]).best()
    if found is None or found.encoding == "ascii":
        return None
    language = "" if found.language == "Unknown" else f"read as {found.language}"
    return Encoding(found.encoding, found.encoding, may_end_anywhere=True, evidence=language)
