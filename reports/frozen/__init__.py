"""Reports as they were sent: kept with their figures and data version, and compared with what a later run says."""

from reports.frozen.comparing import Change, Comparison, compare
from reports.frozen.keeping import Frozen, freeze, is_any_kept, load_frozen

__all__ = ["Change", "Comparison", "Frozen", "compare", "freeze", "is_any_kept", "load_frozen"]
