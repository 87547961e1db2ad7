"""E-mail (.eml): what its writer wrote, and the files that came with it.

An earlier mail that is quoted below, and a signature, are left out and counted; what was forwarded is read, with the
header that says whose it is, as far as that is not an earlier mail itself.
"""

import email
import email.policy
import re
from collections.abc import Sequence
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from ingestion.documents.document import Attachment, Document, Line, NotRead
from ingestion.html_text import FORWARDED, html_lines

_REPLY = re.compile(
    r"\s*(?:On\b.{5,200}\bwrote:|-{2,}\s*Original Message\s*-{2,}|_{20,}|(?:From|De):\s.+|El\b.{5,200}\bescribió:)\s*$",
    re.IGNORECASE,
)
_HEADER_BELOW = re.compile(r"\s*\*?(?:Sent|Date|To|Subject|Enviado(?: el)?|Fecha|Para):", re.IGNORECASE)
_IS_FORWARD = re.compile(r"\s*(?:fwd?|rv)\s*:", re.IGNORECASE)
"""The subject of a mail that forwards another: Outlook puts no other mark before it."""
_QUOTE_MARK = re.compile(r"^\s*> ?")
_IS_SENDER = re.compile(r"\s*(?:From|De):", re.IGNORECASE)
_IS_WROTE = re.compile(r"\s*(?:On|El)\s", re.IGNORECASE)
_SIGNATURE = re.compile(r"(?:--|— ?|-- )\s*$|\s*(?:Sent from my \w+|Get Outlook for \w+)\b.{0,40}$", re.IGNORECASE)


def read_mail(content: bytes) -> Document:
    """The words of an e-mail, its headers as metadata.

    Raises NotRead when it is not one, or has neither words nor files.
    """
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        subject, sender = _header(message, "Subject"), _header(message, "From")
        if not (sender or message.get("Received") or message.get("Date")):
            raise NotRead("This is not an e-mail: it has no sender and no date.", "Save the mail again as .eml.")
        lines, remarks = _body(message, bool(_IS_FORWARD.match(subject or "")))
        attachments = _attachments(message, remarks)
        written_at = _written_at(message)
    except (MessageError, LookupError, UnicodeError):
        raise NotRead("This e-mail is damaged.", "Save it again as .eml from the mail program.") from None
    has_words = any(character.isalnum() for line in lines for character in line.text)
    if not has_words and not attachments:
        raise NotRead("This e-mail has no words of its own and no files.", "Put the mail here that holds them.")
    return Document(
        "email", lines if has_words else [], subject, sender, written_at, remarks=remarks, attachments=attachments
    )


def _header(message: EmailMessage, name: str) -> str | None:
    return " ".join(str(message.get(name, "")).split()) or None


def _written_at(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None


def _body(message: EmailMessage, is_forward: bool) -> tuple[list[Line], list[str]]:
    part = message.get_body(preferencelist=("plain", "html"))
    if isinstance(part, EmailMessage) and part.get_content_type() == "text/plain" and not _text(part).strip():
        part = message.get_body(preferencelist=("html",))
    if part is None:
        return [], []
    assert isinstance(part, EmailMessage)
    text, is_html = _text(part), part.get_content_type() == "text/html"
    written, has_quoted = html_lines(text) if is_html else (text.splitlines(), False)
    kept, quoted, signature = own_words(written, is_forward)
    remarks = []
    if quoted or has_quoted:
        counted = f" ({quoted} lines)" if quoted else ""
        remarks.append(f"An earlier mail quoted in it{counted} was left out.")
    if signature:
        remarks.append(f"A signature ({signature} lines) was left out.")
    return [Line(line, None, number, is_wrapped=not is_html) for number, line in kept], remarks


def _text(part: EmailMessage) -> str:
    """The decoded text; a charset that is unknown or untrue is read as what its bytes look like."""
    try:
        return str(part.get_content(errors="strict"))
    except (LookupError, UnicodeError):
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")


def own_words(lines: Sequence[str], is_forward: bool = False) -> tuple[list[tuple[int, str]], int, int]:
    """Numbered lines that the writer wrote or forwarded, and how many of earlier mail and of a signature were left out.

    `is_forward` says that the first header in the mail is that of the mail it forwards.
    """
    lines = list(lines)
    kept: list[tuple[int, str]] = []
    quoted = signature = 0
    in_signature, awaits_header = False, is_forward
    for number, line in enumerate(lines, 1):
        following = lines[number : number + 2]
        if line.lstrip().startswith(">"):
            quoted += 1
        elif _begins_reply(line, following):
            if not awaits_header or _IS_WROTE.match(line):
                return kept, quoted + len(lines) - number + 1, signature
            in_signature, awaits_header = False, not _IS_SENDER.match(line)
            kept.append((number, line))
        elif FORWARDED.match(line):
            in_signature, awaits_header = False, True
            kept.append((number, line))
            lines[number:] = _unquoted(lines[number:])
        elif in_signature or _SIGNATURE.match(line):
            in_signature = True
            signature += 1
        else:
            kept.append((number, line))
    return kept, quoted, signature


def _unquoted(lines: list[str]) -> list[str]:
    """What follows the mark of a forwarded mail; Apple's program puts a > before each of its lines."""
    first = next((line for line in lines if line.strip()), "")
    return [_QUOTE_MARK.sub("", line) for line in lines] if _QUOTE_MARK.match(first) else lines


def _begins_reply(line: str, following: list[str]) -> bool:
    """Whether the rest of the mail is an earlier one: its opening line, in one or in two lines."""
    together = f"{line} {following[0].strip()}" if following else line
    if _IS_WROTE.match(line):
        return bool(_REPLY.match(line) or _REPLY.match(together))
    if not _REPLY.match(line):
        return False
    return "original message" in line.lower() or any(_HEADER_BELOW.match(below) for below in following)


def _attachments(message: EmailMessage, remarks: list[str]) -> list[Attachment]:
    files, pictures = [], 0
    for at, part in enumerate(message.iter_attachments(), 1):
        assert isinstance(part, EmailMessage)
        is_shown_within = part.get_content_disposition() == "inline" or part.get("Content-ID")
        if part.get_content_maintype() == "image" and is_shown_within:
            pictures += 1
            continue
        name = (part.get_filename() or "").replace("/", "_").replace("\\", "_").strip()
        if part.get_content_type() == "message/rfc822":
            inner = part.get_content()
            files.append(Attachment(name or f"mail {at}.eml", inner.as_bytes()))
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            files.append(Attachment(name or f"file {at}", payload))
    if pictures:
        remarks.append(f"{pictures} pictures within the mail were not read." if pictures > 1 else
                       "A picture within the mail was not read.")  # fmt: skip
    return files
