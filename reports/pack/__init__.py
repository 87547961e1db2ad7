"""An evidence pack: a report and what stands behind it as far as that may leave, signed, for an auditor to verify."""

from reports.pack.making import Pack, make_pack
from reports.pack.verifying import Verdict, verify

__all__ = ["Pack", "Verdict", "make_pack", "verify"]
