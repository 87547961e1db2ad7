"""A brief as plain data, for whatever reads JSON."""

from dataclasses import asdict
from typing import Any

from reports.brief.sentences import Absence, Brief, Citation, Quote
from reports.brief.sources import described, rulings


def as_data(brief: Brief) -> dict[str, Any]:
    """The whole brief: sections of sentences with citation numbers, and the citations by number. Dates as text."""
    return {
        "client_id": brief.client_id,
        "name": brief.name,
        "organization": brief.organization,
        "role": brief.role,
        "scope": brief.scope,
        "as_of": brief.as_of.isoformat(),
        "as_of_source": brief.as_of_source,
        "since": brief.since.isoformat(),
        "worded": asdict(brief.worded) if brief.worded else None,
        "sections": [
            {
                "title": section.title,
                "sentences": [
                    {"text": sentence.text, "citations": [brief.numbers[cited] for cited in sentence.cited]}
                    for sentence in section.sentences
                ],
            }
            for section in brief.sections
        ],
        "citations": {str(number): _citation(citation) for citation, number in brief.numbers.items()},
    }


def _citation(citation: Citation) -> dict[str, Any]:
    kind = "absence" if isinstance(citation, Absence) else "quote" if isinstance(citation, Quote) else "record"
    data = {"kind": kind, **asdict(citation), "described": str(described(citation))}
    if isinstance(citation, Absence) and citation.after:
        data["after"] = [citation.after[0], citation.after[1].isoformat()]
    if isinstance(citation, Quote):
        data["overrule"] = rulings(citation)
    return data
