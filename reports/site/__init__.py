"""The browsable site: static pages that work from disk and fetch nothing from elsewhere."""

from reports.site.audience import audiences_of
from reports.site.build import build_site
from reports.site.serving import serve

__all__ = ["audiences_of", "build_site", "serve"]
