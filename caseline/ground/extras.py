"""Extras: packages that the main job never imports, which pyproject.toml names."""

from importlib.util import find_spec

from caseline.ground.errors import CaselineError


def require_extra(extra: str, *modules: str) -> None:
    """Raises CaselineError, with the line that installs it, where a module of an extra is not installed."""
    if any(find_spec(module) is None for module in modules):
        raise CaselineError(
            f"This needs packages that are not installed here. Install them with: pip install 'caseline[{extra}]'"
        )
