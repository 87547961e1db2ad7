"""How the sources of a brief are written: what each is, its id, and where it stands."""

from caseline.brief.rulings import ROW, ruling_row
from caseline.brief.sentences import Absence, Brief, Citation, Place, Quote
from caseline.trace import source_place

HOW_TO_OVERRULE = f"Save under the line {','.join(ROW)}, write the reason, then: caseline decide FILE --by NAME"


def described(citation: Citation) -> str:
    """'goal forms:eastside:service_plan/uuid-1#goals/1, eastside/forms/service_plan.json:62'"""
    if isinstance(citation, Absence):
        return f"looked in {citation.table}: no {citation.called}"
    if isinstance(citation, Quote):
        codes = "; ".join(
            f"{code.title}, {code.coder}{', accepted by a person' if code.is_accepted else ''}"
            for code in citation.codes
        )
        what = f"note {citation.note_id}, characters {citation.start} to {citation.end}"
        return ", ".join(filter(None, (what, where(citation.place), codes and f"read as {codes}")))
    return ", ".join(filter(None, (f"{citation.called} {citation.id}", where(citation.place))))


def where(place: Place) -> str:
    return source_place(place.file, place.page, place.line)


def rulings(citation: Citation) -> list[str]:
    """The rows that overrule the codes a quote carries."""
    return [ruling_row(citation, code) for code in citation.codes] if isinstance(citation, Quote) else []


def about(brief: Brief) -> str:
    """Who worded the brief, in a sentence."""
    if brief.worded is None:
        return "Composed from the record; every sentence names its sources."
    put_back = f"; {brief.worded.put_back} stand as they were composed" if brief.worded.put_back else ""
    return (
        f"Composed from the record and worded by {brief.worded.model}: {brief.worded.kept} of its sentences hold to "
        f"their sources{put_back}."
    )
