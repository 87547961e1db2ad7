"""The fonts that a PDF is set in: the one that documents bring, and what an organisation puts beside it."""

import json
from dataclasses import dataclass

import typst

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.look.fonts import FONTS

BROUGHT = "DejaVu Sans"
MISSING = "□"
"""In place of a character that none of the fonts has."""
STANDARDS = ["ua-1", "a-2a"]
_PROBE = f"""
#set document(title: "Characters")
#set text(lang: "en", font: "{BROUGHT}")
#json("characters.json").join(linebreak())
""".encode()


@dataclass(frozen=True)
class Fonts:
    """`families`: in the order of preference; of the others in `found` single characters are taken."""

    found: typst.Fonts
    families: list[str]

    def shown(self, text: str) -> str:
        """The text with a mark in place of each character that no font has: a PDF with one would not be made."""
        characters = sorted({character for character in text if not character.isascii()})
        return text.translate(dict.fromkeys(map(ord, self._lacking(characters)), MISSING))

    def _lacking(self, characters: list[str]) -> list[str]:
        """Typst sets each on a line of its own, and names those that it cannot."""
        files = {"main.typ": _PROBE, "characters.json": json.dumps(characters).encode()}
        try:
            typst.compile(  # type: ignore[call-overload]  # its types lack the files by name that its manual has
                files, font_paths=self.found, ignore_system_fonts=True, pdf_standards=STANDARDS
            )
        except typst.TypstError as error:
            named = error.diagnostic
            return [one for one in characters if f'"{one}"' in named or f'"\\u{{{ord(one):x}}}"' in named]
        return []


def fonts_of(organization: Organization) -> Fonts:
    """Raises CaselineError where the font of `branding` is not among its files."""
    own, wanted = organization.folder / "fonts", organization.branding.font
    places = [str(FONTS), *([str(own)] if own.is_dir() else [])]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=places)
    families = {family.casefold(): family for family in found.families()}
    if wanted and wanted.casefold() not in families:
        raise CaselineError(
            f"No file in fonts/ has the font '{wanted}' of 'branding'. "
            f"There are: {', '.join(sorted(families.values()))}."
        )
    return Fonts(found, [*([families[wanted.casefold()]] if wanted else []), BROUGHT])
