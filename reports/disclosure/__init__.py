"""What leaves the organisation: counts rounded by a fixed key, what is derived from them, and quotes that name nobody.

No count leaves as it is (rounding), none can be narrowed down by all that leaves together (audit), and percentages,
intervals and sentences are made from the rounded counts (sharing). What is read too unreliably is not counted in the
first place (reports.outside).
"""

from reports.disclosure.names import client_names, is_deidentified
from reports.disclosure.rules import Rule, rule_of
from reports.disclosure.sharing import WITHHELD, share, shared_reports

__all__ = ["WITHHELD", "Rule", "client_names", "is_deidentified", "rule_of", "share", "shared_reports"]
