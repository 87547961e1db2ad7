"""How well the embedded coder reads codes known by a title and a definition, with no phrases and no examples.

    python -m bench.coding_definitions FOLDER [rules]

FOLDER holds `sdoh_defs.txt` (`Title: definition`) and `examples.txt` (`Text:` and `Annotations: (words, title, yes or
no, current or past) || ...`). A code is in a text where it is annotated as held and current.
"""

import re
import sys
from pathlib import Path

from caseline.coding.choosing import EmbeddedReader, embedded_coder
from caseline.coding.measuring.agreement import agreements, macro_f1
from caseline.organization.skills import Code, Skill

ANNOTATION = re.compile(r", *(?P<title>[^,]+), *yes, *current\)")


def main(folder: Path, reader: EmbeddedReader) -> None:
    defined = [line.partition(":") for line in (folder / "sdoh_defs.txt").read_text(encoding="utf-8").splitlines()]
    codes = [
        Code(id=_id(title), title=title.strip(), meaning=meaning.strip()) for title, _, meaning in defined if meaning
    ]
    skill = Skill(name="definitions", title="Definitions", kind="codes", codes=codes, folder=folder)
    examples = re.findall(r"^Text: (.*)$(?:.|\n)*?^Annotations: (.*)$", (folder / "examples.txt").read_text(), re.M)
    person = [frozenset((_id(found["title"]), None) for found in ANNOTATION.finditer(line)) for _, line in examples]
    readings = embedded_coder(reader).read([text for text, _ in examples], skill)
    machine = [frozenset((f.code, f.value) for f in r.codes if f.status == "present") for r in readings]
    found = agreements([(code.id, None) for code in codes], person, machine, [frozenset()] * len(examples))
    right = sum(len(ours & theirs) for ours, theirs in zip(machine, person, strict=True))
    for code in codes:
        agreement = found[code.id, None]
        print(f"{agreement.f1 or 0:6.2f}  of {agreement.support:3d}  {code.title}")
    print(
        f"{len(examples)} texts; macro F1 {macro_f1(found) or 0:.3f}; of {sum(map(len, machine))} codes found"
        f" {right} are right, of {sum(map(len, person))} there {right} are found"
    )


def _id(title: str) -> str:
    return re.sub(r"\W+|\bor\b", "_", title.strip().lower()).strip("_").replace("___", "_")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "rules" if sys.argv[2:] == ["rules"] else "encoder")
