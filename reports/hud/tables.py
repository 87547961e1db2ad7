"""Where a warehouse has the figures of HUD's reports, and who stands behind each."""

from typing import NamedTuple

LSA_REPORTS, LSA_FIGURES, LSA_EVIDENCE = "hud.lsa_report", "hud.lsa_figure", "hud.lsa_evidence"
"""Of all LSAs of the organisation: what each is of, the cells of its table, and who stands behind each cell."""


class Tables(NamedTuple):
    """Their names."""

    figures: str
    evidence: str


def tables_of(kind: str) -> Tables:
    """Those of a kind of report."""
    if kind in ("lsa", "hic"):
        return Tables(LSA_FIGURES, LSA_EVIDENCE)
    return Tables("hud.hud_figure", "hud.hud_evidence")
