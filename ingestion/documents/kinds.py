"""Which kind a document is, by its name and by what is in it: where the two disagree, it is held back."""

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

from ingestion.documents.document import Document, Line, NotRead
from ingestion.documents.docx import read_docx
from ingestion.documents.mail import read_mail
from ingestion.documents.ocr import recognise, recogniser
from ingestion.documents.pdf import MOST_PAGES, read_pdf
from ingestion.documents.plain import read_text, read_transcript

LARGEST_FILE = 100 << 20

READERS: dict[str, Callable[[bytes], Document]] = {
    "PDF": read_pdf,
    "Word file": read_docx,
    "e-mail": read_mail,
    "transcript": read_transcript,
    "text file": read_text,
}
ENDINGS = {
    "pdf": "PDF", "docx": "Word file", "docm": "Word file", "eml": "e-mail", "vtt": "transcript", "srt": "transcript",
    "txt": "text file", "text": "text file", "md": "text file",
}  # fmt: skip
_PICTURE = (
    "This is a picture, such as a scan or a photo; it has no text to read.",
    "Run it through a text recogniser (OCR), such as the one of your scanner, and put the PDF here.",
)
_OLD_WORD = ("This is an old Word file (.doc), which is not read.", "Open it in Word and save it as .docx.")
_OUTLOOK = ("This is Outlook's own format, which is not read.", "Save the mail in Outlook as .eml, or as PDF.")
_SAVE_AS = "Save it as PDF or .docx, and put that here."
_UNREAD = {
    "doc": _OLD_WORD, "dot": _OLD_WORD, "msg": _OUTLOOK, "pst": _OUTLOOK,
    "dat": ("This is an attachment that Outlook packed in its own way (winmail.dat), which is not read.",
            "Ask the sender to send it again as HTML or plain text, or save the attachment from Outlook."),
    "rtf": ("This is rich text (.rtf), which is not read.", _SAVE_AS),
    "odt": ("This is an OpenDocument text (.odt), which is not read.", _SAVE_AS),
    "pages": ("This is a Pages file, which is not read.", _SAVE_AS),
    "html": ("This is a web page, which is not read as a document.", _SAVE_AS),
    "htm": ("This is a web page, which is not read as a document.", _SAVE_AS),
    "csv": ("This is a table; only an index named documents.csv is read here.",
            "Put exports under hmis, crm or forms."),
    "xlsx": ("This is a workbook, which is not read as a document.",
             "Put form exports under forms, or save it as PDF."),
    "zip": ("This is a zip inside a zip, which is not opened.", "Unpack it here."),
}  # fmt: skip
_SIGNS = (
    (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"II*\x00", "picture"), (b"MM\x00*", "picture"),
    (b"GIF8", "picture"), (b"\xd0\xcf\x11\xe0", "old"), (b"{\\rtf", "rich text"), (b"PK\x03\x04", "zip"),
)  # fmt: skip
PICTURES = {"png", "jpg", "jpeg", "tif", "tiff", "gif", "bmp", "heic", "heif", "webp"}


def read_document(name: str, content: bytes, most_pages: int = MOST_PAGES) -> Document:
    """Read one document, of a PDF no more than so many pages. Raises NotRead for everything that cannot be read,
    whatever is wrong with it."""
    if not content:
        raise NotRead("This file is empty.", "Put the right file here.")
    if len(content) > LARGEST_FILE:
        raise NotRead(
            f"This file is larger than {LARGEST_FILE >> 20} MB.", "Split it, or save it with smaller pictures."
        )
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    sign = _sign(content)
    if ending in PICTURES:
        return _read_picture(content)
    if ending not in ENDINGS:
        raise NotRead(*_UNREAD.get(ending, (f"Files of this kind ({ending or 'no ending'}) are not read.", _SAVE_AS)))
    kind = ENDINGS[ending]
    if sign == "old" and kind == "Word file":
        raise NotRead(
            "This Word file is protected with a password, or of an older kind than its name says.",
            "Open it in Word, save it as .docx without a password, and put that here.",
        )
    expected = {"PDF": "PDF", "Word file": "zip"}.get(kind)
    if sign != expected:
        if sign is None:
            raise NotRead(
                f"This is not a {kind}, though its name says so; it may be damaged.",
                "Save it again, or give it the ending of what it is.",
            )
        found = {"zip": "a Word file, workbook or zip", "old": "an old Office file", "PDF": "a PDF"}.get(
            sign, f"a {sign}"
        )
        raise NotRead(f"The name says {kind}, but what is in it is {found}.", "Give it the ending of what it is.")
    try:
        reader: Callable[[bytes], Document] = (
            partial(read_pdf, most_pages=most_pages) if kind == "PDF" else READERS[kind]
        )
        return reader(content)
    except NotRead:
        raise
    except Exception as error:  # whatever a damaged or hostile file makes a library raise ends this file alone
        raise NotRead(
            f"This {kind} is damaged and cannot be read ({type(error).__name__}).",
            "Save it again from where it came from.",
        ) from None


def _read_picture(content: bytes) -> Document:
    by = recogniser()
    pages = recognise(content) if by else []
    lines = [
        Line(line, page, at, is_wrapped=True) for page, text in enumerate(pages, 1) for at, line in enumerate(text, 1)
    ]
    if not any(character.isalnum() for line in lines for character in line.text):
        raise NotRead(*_PICTURE)
    return Document("picture", lines, page_count=len(pages), remarks=[f"Read from a picture by {by}."])


def _sign(content: bytes) -> str | None:
    """What the first bytes tell; None for text and for what has no sign."""
    if b"%PDF-" in content[:1024]:
        return "PDF"
    return next((kind for sign, kind in _SIGNS if content.startswith(sign)), None)
