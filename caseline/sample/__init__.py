"""The sample organisation: invented people and what three affiliates' systems hold of them, with the truth beside.

`generate` writes a whole organisation folder. The same seed and number of clients give the same bytes; households are
invented one by one and written at once, so memory stays the same for any number of clients.
"""

import shutil
from pathlib import Path
from random import Random

from caseline.ground.errors import CaselineError
from caseline.ground.progress import ProgressCallback
from caseline.ground.shipped import SAMPLE
from caseline.sample.bad_rows import spoil_files, spoil_rows
from caseline.sample.crm import CrmWriter
from caseline.sample.files import Open
from caseline.sample.forms import FormsWriter
from caseline.sample.hmis import HmisWriter
from caseline.sample.network import AFFILIATES
from caseline.sample.notes import Writer
from caseline.sample.people import Household, make_household
from caseline.sample.signals import signals_of
from caseline.sample.stays import Stay
from caseline.sample.story import tell
from caseline.sample.truth import Truth

__all__ = ["generate"]

_WRITTEN_HERE = ("data", "truth")
_INJECTED_EACH = 400


def generate(output: Path, clients: int, seed: int, progress: ProgressCallback | None = None) -> None:
    """Write the data and truth of `clients` people to `output`, and the sample's configuration where it has none.

    An existing data/ or truth/ in `output` is replaced. Raises CaselineError when `output` is something else's folder.
    """
    if (output / "data").exists() and not (output / "truth").exists():
        raise CaselineError(f"{output} holds data that this command did not make. Choose another folder.")
    for name in _WRITTEN_HERE:
        shutil.rmtree(output / name, ignore_errors=True)
    if not (output / "organization.yml").exists():
        _copy_configuration(output)
    data = output / "data"
    with Open() as files:
        truth = files.add(Truth(output / "truth"))
        hmis = {affiliate: files.add(HmisWriter(data, affiliate, truth, seed)) for affiliate in AFFILIATES}
        crm = {affiliate: files.add(CrmWriter(data, affiliate, truth)) for affiliate in ("eastside", "northgate")}
        forms = {affiliate: files.add(FormsWriter(data, affiliate, truth)) for affiliate in AFFILIATES}
        made = number = 0
        while made < clients:
            rng = Random(f"{seed}:{number}")
            household = make_household(number, made + 1, clients - made, rng)
            stays = tell(household, rng)
            _inject(stays, number)
            for stay in stays:
                _write_stay(stay, household, hmis, crm, forms, Random(f"{seed}:{number}:{stay.entry}"))
            truth.signals(signals_of(stays))
            for writer in (*hmis.values(), *crm.values()):
                writer.forget_household()
            made, number = made + len(household.members), number + 1
            if progress and (number % 200 == 0 or made >= clients):
                progress("Inventing clients", made, clients)
        spoil_rows(hmis, crm)
    spoil_files(data)


def _write_stay(
    stay: Stay,
    household: Household,
    hmis: dict[str, HmisWriter],
    crm: dict[str, CrmWriter],
    forms: dict[str, FormsWriter],
    rng: Random,
) -> None:
    affiliate = stay.project.affiliate
    hmis_id = hmis[affiliate].stay(stay, rng) if stay.in_hmis else ""
    contact = engagement = ""
    in_crm = affiliate in crm and (stay.in_crm or affiliate == "northgate")
    if in_crm:
        contact = crm[affiliate].contact(stay, household, hmis_id, rng)
        engagement = crm[affiliate].stay(stay, contact, rng)
    forms[affiliate].stay(stay, contact, hmis_id, rng)
    writer = Writer(stay, household, rng)
    for event in stay.contacts:
        note = writer.write(event)
        if in_crm:
            event.note_id = crm[affiliate].note(note, contact, engagement)
        else:
            event.note_id = forms[affiliate].note(stay, note, event.kind, contact, hmis_id, rng)
        event.marks = note.marks


def _inject(stays: list[Stay], number: int) -> None:
    """One note in some hundred households carries an instruction to whoever reads it by machine."""
    if number % _INJECTED_EACH == 3 and stays:
        seen = [contact for contact in stays[0].contacts if contact.kind not in ("none", "exit")]
        seen[-1].injected = True


def _copy_configuration(output: Path) -> None:
    """Everything of the sample organisation but its data; its rulings are about its own records and stay behind."""

    def skip(folder: str, names: list[str]) -> set[str]:
        return set(_WRITTEN_HERE) & set(names) if Path(folder) == SAMPLE else set()

    shutil.copytree(SAMPLE, output, dirs_exist_ok=True, ignore=skip)
    for name in ("identity_rulings.csv", "code_rulings.csv", "file_rulings.csv"):
        rulings = output / "transformation" / name
        header = rulings.read_text(encoding="utf-8").splitlines()[0]
        rulings.write_text(f"{header}\n", encoding="utf-8")
