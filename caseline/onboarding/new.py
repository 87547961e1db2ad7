"""`caseline new`: a commented organisation folder to start from."""

import shutil
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.names import slug
from caseline.ground.settings import organizations_folder
from caseline.organization.rounding_key import rounding_key

TEMPLATE = Path(__file__).parent / "template"
DATA_FOLDERS = ("hmis", "crm", "forms", "documents")


def new_organization(name: str) -> Path:
    """Make `organizations/<name>`. Raises CaselineError when the name will not do or the folder exists."""
    made = slug(name)
    if not made[:1].isalpha():
        raise CaselineError(f"'{name}' will not do as a folder name. Start with a letter, such as hope_house.")
    folder = organizations_folder() / made
    if folder.exists():
        raise CaselineError(f"{folder} is there already. Choose another name, or edit what is in it.")
    shutil.copytree(TEMPLATE, folder)
    for source in DATA_FOLDERS:
        (folder / "data" / source).mkdir(exist_ok=True)
    title = made.replace("_", " ").title()
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in {".yml", ".md", ".example"}:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("NAME", made).replace("TITLE", title), encoding="utf-8")
    rounding_key(folder)
    return folder
