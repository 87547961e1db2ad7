"""Every step of a night, in order: what it reads, what its result depends on besides, and what it leaves on disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.settings import SPARK_MASTER, Workspace
from caseline.organization.hud_reports import hud_reports_of

KERNEL = ("caseline", "orchestration")
INTAKE = (*KERNEL, "ingestion")
WORDS = (*INTAKE, "skills", "instruments")
MODELS = ("dbt_project", "caseline/models", "orchestration/models.py")
PAGES = (*KERNEL, "ingestion", "reports", "skills")
ORGANIZATION = "."
"""The organisation's folder without its exports: what people there write."""
OF_SYSTEMS = "data/*"
FILE_RULINGS = "transformation/file_rulings.csv"
SUBMISSIONS = "(submissions)"
"""What was sent by the organisation's own forms, which lies in its output folder."""
LINKS = "(links)"
"""What links asked of clients and what became of them, beside it."""
NAMED_FOLDERS = ("hmis", "crm", "forms", "documents")
MODEL_SETTINGS = ("CASELINE_MODEL", "CASELINE_BASE_URL")
OCR = ("CASELINE_OCR_LANGUAGES",)
EVERY_TABLE = "*"
EXPLAIN = "CASELINE_EXPLAIN"
"""The variable that asks each step to say why it runs."""


@dataclass(frozen=True)
class Step:
    """One step, and what its result depends on.

    `code`: files and folders of the project. `files`: those of the organisation's folder; `data/hmis` are the HMIS
    exports of each affiliate, `data/*` those in folders of systems that no other name tells. `settings`: variables of
    the environment. `reads`: tables; `schema.*` is all of a schema. (What models read is what dbt says.) Where it
    `asks` systems over their API, they alone know whether something is new. `makes`: what must stand on disk
    afterwards. `is_wanted`: whether the organisation has the step at all.
    """

    name: str
    title: str
    code: tuple[str, ...]
    files: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    asks: bool = False
    makes: Callable[[Workspace], Sequence[Path]] = lambda place: ()
    is_wanted: Callable[[Workspace], bool] = lambda place: True


def _wants_hud(place: Workspace) -> bool:
    return bool(hud_reports_of(place.organization))


def _wants_lsa(place: Workspace) -> bool:
    return any(report.is_lsa for report in hud_reports_of(place.organization).values())


STEPS = (
    Step("framework", "Reading the organisation's own words", WORDS, files=(ORGANIZATION,)),
    Step("hmis", "Taking in HMIS exports", INTAKE, files=("data/hmis", "organization.yml", FILE_RULINGS)),
    Step("crm", "Taking in CRM exports", INTAKE, files=("data/crm", "organization.yml", "data_dictionary"), asks=True),
    Step(
        "forms",
        "Taking in forms and tables",
        INTAKE,
        files=(
            "data/forms",
            "data/hmis",
            "data/crm",
            OF_SYSTEMS,
            "organization.yml",
            "data_dictionary",
            "forms",
            FILE_RULINGS,
            SUBMISSIONS,
            LINKS,
        ),
        asks=True,
    ),
    Step(
        "documents",
        "Taking in documents",
        INTAKE,
        files=("data/documents", "organization.yml", SUBMISSIONS),
        settings=OCR,
    ),
    Step("dbt_before_identity", "Renaming and casting what arrived", MODELS),
    Step(
        "identity",
        "Resolving who is who",
        KERNEL,
        settings=(SPARK_MASTER,),
        reads=(
            "record.source_person",
            "record.sharing_statement",
            "record.as_of",
            "framework.identity_ruling",
            "framework.affiliate",
        ),
        makes=lambda place: [place.register],
    ),
    Step("dbt_record", "Building one record per client", MODELS),
    Step("record_contracts", "Checking what the record promises", KERNEL, reads=("record.*",)),
    Step(
        "coding",
        "Reading case notes",
        (*KERNEL, "skills"),
        files=(ORGANIZATION,),
        settings=MODEL_SETTINGS,
        reads=(
            "record.case_note",
            "record.household_member",
            "record.client_link",
            "record.enrollment",
            "record.goal",
            "record.service",
            "record.source_person",
            "framework.code_ruling",
            "framework.skill_code",
        ),
    ),
    Step("dbt_after_coding", "Computing signals and reports from their evidence", MODELS, files=("reports",)),
    Step(
        "hud__lsa",
        "Making the LSA",
        (*PAGES, *MODELS),
        files=("reports", "organization.yml"),
        is_wanted=_wants_lsa,
    ),
    Step(
        "report_contracts", "Checking what codes and figures promise", KERNEL, reads=("intelligence.*", "reporting.*")
    ),
    Step(
        "reports__published",
        "Publishing the copy that readers open",
        KERNEL,
        reads=(EVERY_TABLE,),
        makes=lambda place: [place.published],
    ),
    Step(
        "reports__site",
        "Building the pages to share",
        PAGES,
        files=(ORGANIZATION,),
        reads=(EVERY_TABLE,),
        makes=lambda place: [place.site("funder"), place.sharing_costs],
    ),
    Step(
        "reports__documents",
        "Writing funder documents",
        PAGES,
        files=(ORGANIZATION,),
        reads=(EVERY_TABLE,),
        makes=lambda place: [place.documents],
    ),
    Step(
        "reports__hud",
        "Writing HUD's tables",
        PAGES,
        files=(ORGANIZATION,),
        reads=("hud.*",),
        is_wanted=_wants_hud,
    ),
)
STEP = {step.name: step for step in STEPS}
