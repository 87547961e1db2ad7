"""Readers of what is published: each gives statements about cells, in the words that stand there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.attacker.readers import charts, documents, hud, pages, tables
from tests.attacker.said import Said


@dataclass(frozen=True)
class Publication:
    """A folder that an audience was given. Folders of one `version` speak of the same state of the data."""

    audience: str
    folder: Path
    version: str = "current"


READERS: dict[str, Callable[[Path], Iterator[Said]]] = {
    ".csv": tables.of_csv,
    ".parquet": tables.of_parquet,
    ".xlsx": tables.of_workbook,
    ".html": pages.of_html,
    ".pdf": documents.of_pdf,
    ".docx": documents.of_docx,
    ".svg": charts.of_svg,
}


def read(publication: Publication) -> list[Said]:
    """Every statement of the files under the folder; files of other kinds are left out."""
    statements: list[Said] = []
    for path in sorted(path for path in publication.folder.rglob("*") if path.is_file()):
        reader = hud.of_question if hud.is_question(path) else READERS.get(path.suffix)
        if reader is not None:
            source = f"{publication.audience}/{path.relative_to(publication.folder.parent)}"
            statements += [said.sent(source, publication.version) for said in reader(path)]
    return statements
