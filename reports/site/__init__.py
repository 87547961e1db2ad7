"""The browsable site: pages that are shared outside as files, and all others on request."""

from reports.site.audience import audiences_of
from reports.site.build import build_site, clear_others

__all__ = ["audiences_of", "build_site", "clear_others"]
