"""Files that clients send: what kind one is, which its content says, and the name under which it is kept."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

KindName = Literal["pdf", "word", "text", "picture"]
KIND_NAMES: tuple[KindName, ...] = get_args(KindName)
MOST_MEGABYTES = 10
"""Of one file."""
MOST_BYTES = 20 << 20
"""Of all that is sent at once."""
_MOST_MEMBERS = 5000


@dataclass(frozen=True)
class FileKind:
    """A kind of file: under which name forms allow it, its ending, its media type, and what its content is like."""

    name: KindName
    ending: str
    media: str
    fits: Callable[[bytes], bool]


@dataclass(frozen=True)
class KeptFile:
    """A file as it is kept: its name says by a hash which content it is, and nothing of what its sender called it,
    which may be a person's name or number."""

    name: str
    content: bytes


def kind_of(content: bytes) -> FileKind | None:
    """None for what is of no kind that is taken. What a file is called says nothing."""
    return next((kind for kind in KINDS if kind.fits(content)), None)


def kind_of_name(name: str) -> FileKind | None:
    """Of a file that is kept."""
    return next((kind for kind in KINDS if name.endswith(f".{kind.ending}")), None)


def kept_file(content: bytes, kind: FileKind) -> KeptFile:
    return KeptFile(f"file-{hashlib.sha256(content).hexdigest()[:12]}.{kind.ending}", content)


def accepted(kinds: Sequence[KindName]) -> str:
    """The kinds as a browser's choice of files names them."""
    return ",".join(dict.fromkeys(f".{kind.ending}" for kind in KINDS if kind.name in kinds))


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _is_word(content: bytes) -> bool:
    """A document of Word without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    is_word = "word/document.xml" in names and "[Content_Types].xml" in names
    return is_word and len(names) <= _MOST_MEMBERS and not any(name.endswith("vbaProject.bin") for name in names)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(character < " " and character not in "\n\r\t\f" for character in text)


KINDS = (
    FileKind("pdf", "pdf", "application/pdf", _begins(b"%PDF-")),
    FileKind("picture", "png", "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    FileKind("picture", "jpg", "image/jpeg", _begins(b"\xff\xd8\xff")),
    FileKind("picture", "webp", "image/webp", lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP"),
    FileKind(
        "picture", "heic", "image/heic",
        lambda content: content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"),
    ),
    FileKind("word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _is_word),
    FileKind("text", "txt", "text/plain; charset=utf-8", _is_text),
)  # fmt: skip
