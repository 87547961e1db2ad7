"""The SQL of one model for DuckDB, without dbt: for tests of a single model over rows that a load has just landed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment

PROJECT = Path(__file__).parents[2] / "dbt_project"


class _Adapter:
    """Gives macros that engines spell differently in DuckDB's spelling."""

    def __init__(self, macros: dict[str, Any]) -> None:
        self._macros = macros

    def dispatch(self, name: str, package: str) -> Callable[..., str]:
        macro: Callable[..., str] = self._macros[f"default__{name}"]
        return macro


def model_sql(model: str) -> str:
    """The SELECT of `model` ('intake/forms/form_version'), which may use the macros of intake and of both engines."""
    return rendered((PROJECT / "models" / f"{model}.sql").read_text())


def rendered(template: str) -> str:
    """SQL that uses those macros."""
    environment, macros = Environment(extensions=["jinja2.ext.do"]), dict[str, Any]()
    environment.globals |= {
        "adapter": _Adapter(macros),
        "return": lambda text: text,
        "source": lambda schema, table: f"{schema}.{table}",
    }
    files = [path for folder in ("portable", "intake") for path in sorted((PROJECT / "macros" / folder).glob("*.sql"))]
    module = environment.from_string("\n".join(path.read_text() for path in files)).module
    macros |= {name: value for name, value in vars(module).items() if not name.startswith("_")}
    environment.globals |= macros
    return environment.from_string(template).render()
