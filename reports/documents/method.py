"""How a report came to be and what it cannot say: the same words at the end of every file."""

from caseline.organization.profile import Organization
from reports.documents.content import QUOTES, Content, quoted
from reports.wording import counted

TITLE = "Method and limits"


def method(content: Content) -> list[tuple[str, str]]:
    """Headings, each with its text."""
    name = content.organization.name
    hidden = [figure for figure in content.report.figures if figure.is_hidden]
    told = [
        ("How to read the numbers", content.rule.sentence),
        (
            "What was counted",
            f"Records of {name} up to {content.dated}. A client is a person: whoever several systems know "
            "is counted once. Under each question stands how it is counted.",
        ),
    ]
    if quoted(content.report):
        told.append(("Quotes", QUOTES))
    if hidden:
        told.append((
            "What is not shown",
            f"{counted(len(hidden), 'number')} of {len(content.report.figures)} would tell of few people, or rests on "
            "notes that cannot be read well enough; in its place stands why.",
        ))  # fmt: skip
    told += [
        (
            "What it cannot say",
            "A share that moved says that something changed for these people in this time, and not what changed it. "
            "Whoever no system has a record of is not counted.",
        ),
        (
            "For an auditor",
            f"{name} keeps the records and quotes behind every number, which an auditor asks for by its figure, and "
            "gives an evidence pack with this report, signed and checked without it.",
        ),
    ]
    return told


def sender(organization: Organization) -> list[str]:
    """Lines that say who sends it."""
    return organization.branding.sender.splitlines() or [organization.name]


def footer(content: Content) -> str:
    return content.organization.branding.footer or f"{content.organization.name} · {content.report.title}"
