"""A file that lacks too many of the rows exported before: it is held back whole until a person accepts it."""

import csv
import io

from caseline.organization.caution import Caution, content_code
from ingestion.ledger import PAUSED
from ingestion.row_batches import hold_back
from ingestion.summary import HeldBack, LoadedFile

RULINGS = "transformation/file_rulings.csv"


def wait_for_a_person(
    outcome: LoadedFile,
    held_back: list[HeldBack],
    caution: Caution,
    *,
    lost: int,
    former: int,
    rows: int,
    of: str,
    sha256: str,
    otherwise: str = "",
) -> None:
    """Hold a file back, of whose `former` rows `lost` are gone. It has `rows` rows of `of`; its content's `sha256` is
    what a person accepts. `otherwise`: what else may be so, and what to do then.
    """
    outcome.outcome, outcome.note = "held back", PAUSED
    reason = (
        f"Of the {former:,} {of} rows exported before, {lost:,} are not in this file "
        f"(more than {caution.lost_rows_percent} in a hundred), so it waits for a person."
    )
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([outcome.file, content_code(sha256), "accepted", "", "", ""])
    if_right = "If it is all there is now, so that what it lacks is over," if otherwise else "If it is right,"
    fix = (
        f"If the file is cut off or not the right one, export it again. {otherwise}{if_right} add this line to "
        f"{RULINGS} with why, who and when, and run again: {line.getvalue()}"
    )
    hold_back(outcome, held_back, None, reason, fix, rows)
