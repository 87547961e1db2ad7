"""How the sources of a brief are written: what each is, its id, and where it stands."""

from dataclasses import dataclass

from reports.brief.rulings import ROW, ruling_row
from reports.brief.sentences import Absence, Brief, Citation, Place, Quote
from reports.trace import source_place

HOW_TO_OVERRULE = f"Save under the line {','.join(ROW)}, write the reason, then: caseline decide FILE --by NAME"


@dataclass(frozen=True)
class Source:
    """What a source is, its id, and where it stands with what was read in it."""

    what: str
    id: str
    rest: str

    def __str__(self) -> str:
        return ", ".join(filter(None, (" ".join(filter(None, (self.what, self.id))), self.rest)))


def described(citation: Citation) -> Source:
    """'goal forms:eastside:service_plan/uuid-1#goals/1, eastside/forms/service_plan.json:62'"""
    if isinstance(citation, Absence):
        return Source(f"looked in {citation.table}, no {citation.called}", "", "")
    if isinstance(citation, Quote):
        codes = "; ".join(
            f"{code.title} by {code.coder}{', accepted by a person' if code.is_accepted else ''}"
            for code in citation.codes
        )
        span = f"characters {citation.start} to {citation.end}"
        rest = ", ".join(filter(None, (where(citation.place), span, codes and f"read as {codes}")))
        return Source("words of note", citation.note_id, rest)
    return Source(citation.called, citation.id, where(citation.place))


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
