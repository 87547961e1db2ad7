"""What pages fetch from beside them: style, colours, script, mark."""

from functools import cache

from reports.look.colours import brand
from reports.look.environment import HERE
from reports.site.site import Site


def assets(site: Site) -> dict[str, str]:
    """Text by path."""
    return shipped() | {"assets/brand.css": brand(site.accent)}


@cache
def shipped() -> dict[str, str]:
    """Those that are alike for every organisation."""
    return {f"assets/{file.name}": file.read_text(encoding="utf-8") for file in sorted((HERE / "assets").iterdir())}
