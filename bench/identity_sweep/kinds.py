"""Marks of the functions that make cases of one kind of people in trouble."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

from bench.identity_sweep.writing import Row, Writer

Category = Literal["different", "protected", "same"]
Case = list[tuple[str, Row]]
Maker = Callable[[Writer], Case]


@dataclass(frozen=True)
class Kind:
    """One kind: `make` gives the records of a case, each with the key of the person it is about."""

    name: str
    category: Category
    about: str
    make: Maker


def different(make: Maker) -> Maker:
    """Marks a maker of records about several people."""
    make.category = "different"  # type: ignore[attr-defined]
    return make


def protected(make: Maker) -> Maker:
    """Marks a maker of records about somebody named and somebody who may not be identified."""
    make.category = "protected"  # type: ignore[attr-defined]
    return make


def same(make: Maker) -> Maker:
    """Marks a maker of records about one person."""
    make.category = "same"  # type: ignore[attr-defined]
    return make


def kinds_of(module: ModuleType) -> list[Kind]:
    """The kinds of a module, in the order written: its marked functions, described by their docstrings."""
    makers = [
        value for value in vars(module).values() if hasattr(value, "category") and value.__module__ == module.__name__
    ]
    return [
        Kind(make.__name__, make.category, " ".join((make.__doc__ or "").split()).rstrip("."), make) for make in makers
    ]


def load(path: Path) -> list[Kind]:
    """The kinds of a Python file that lies anywhere."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not (found := kinds_of(module)):
        raise SystemExit(f"{path} marks no function with @different, @protected or @same.")
    return found
