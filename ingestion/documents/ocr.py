"""Words of scanned pages, by tesseract where it is installed (`pip install caseline[ocr]` and Debian's tesseract-ocr).

Nothing is downloaded: tesseract's languages are packages of the system (`tesseract-ocr-spa`).
CASELINE_OCR_LANGUAGES names those to read with, `eng` unless it says otherwise (`eng+spa`).
"""

import importlib.util
import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

from ingestion.documents.document import NotRead

LANGUAGES_VARIABLE = "CASELINE_OCR_LANGUAGES"
DOTS_PER_INCH = 300
MOST_DOTS = 40_000_000
SECONDS_A_PAGE = 120


def recogniser() -> str | None:
    """What would read a scan, such as 'tesseract 5.3.0 (eng)'; None where it is not installed."""
    version = _version()
    return f"{version} ({_languages()})" if version else None


def recognise_pages(pdf: bytes, pages: Sequence[int]) -> dict[int, list[str]]:
    """Lines of some pages (from 1) of a PDF, read as pictures. Raises NotRead when tesseract fails."""
    import pypdfium2

    read = {}
    with pypdfium2.PdfDocument(pdf) as document:
        for number in pages:
            page = document[number - 1]
            scale = min(DOTS_PER_INCH / 72, (MOST_DOTS / max(page.get_width() * page.get_height(), 1)) ** 0.5)
            picture = io.BytesIO()
            page.render(scale=scale, grayscale=True).to_pil().save(picture, "PNG")
            read[number] = [line for text in recognise(picture.getvalue()) for line in text]
    return read


def recognise(picture: bytes) -> list[list[str]]:
    """Lines of a picture, page by page. Raises NotRead when tesseract fails."""
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", _languages()],
            input=picture,
            capture_output=True,
            timeout=SECONDS_A_PAGE,
            check=False,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},  # the same words, whatever the machine
        )
    except subprocess.TimeoutExpired:
        raise NotRead("Recognising the words of this picture takes too long.", "Make it smaller.") from None
    if done.returncode:
        raise NotRead(
            f"The words of this picture could not be recognised with {_languages()}.",
            f"See that tesseract has these languages ({LANGUAGES_VARIABLE}), and that the picture opens.",
        )
    pages = done.stdout.decode("utf-8", "replace").removesuffix("\f").split("\f")
    return [page.splitlines() for page in pages]


def _languages() -> str:
    return os.environ.get(LANGUAGES_VARIABLE) or "eng"


@cache
def _version() -> str | None:
    if not shutil.which("tesseract") or not importlib.util.find_spec("pypdfium2"):
        return None
    said = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False)
    return (said.stdout or said.stderr).splitlines()[0].strip()
