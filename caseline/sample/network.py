"""The fixed part of the sample: affiliates, projects, workers, what programs do; words in `network.yml`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 6, 30)


@dataclass(frozen=True)
class Project:
    """One program as one affiliate runs it; `network.yml` says what the fields mean."""

    key: str
    affiliate: str
    program: str
    name: str
    form_name: str
    days: tuple[int, int]
    gap: tuple[int, int]
    crm_name: str = ""
    kind: int | None = None
    hmis_id: str = ""
    hmis: float = 0
    crm: float = 0


@dataclass(frozen=True)
class Worker:
    """A case manager and how they write: full, short, loose or long; `speaks` is a second language."""

    name: str
    style: str
    user_id: str
    speaks: str = ""


@dataclass(frozen=True)
class Affiliate:
    name: str
    sites: tuple[str, ...]
    workers: tuple[Worker, ...]


@dataclass(frozen=True)
class Program:
    """What a program gives, asks, aims at and meets."""

    services: tuple[tuple[str, str, int], ...]
    items: tuple[str, ...]
    goals: tuple[str, ...]
    needs: tuple[str, ...]
    risks: tuple[str, ...]
    results: tuple[str, ...]


def _program(words: dict[str, Any]) -> Program:
    services = tuple((name, unit, usual) for name, unit, usual in words.pop("services"))
    return Program(services, **{key: tuple(text.split()) for key, text in words.items()})


_WORDS = yaml.safe_load((Path(__file__).parent / "network.yml").read_text(encoding="utf-8"))
AFFILIATES = {
    key: Affiliate(words["name"], tuple(words["sites"]), tuple(Worker(**worker) for worker in words["workers"]))
    for key, words in _WORDS["affiliates"].items()
}
PROJECTS = {key: Project(key, **words) for key, words in _WORDS["projects"].items()}
PROGRAMS = {key: _program(words) for key, words in _WORDS["programs"].items()}
GOAL_WORDS: dict[str, list[str]] = _WORDS["goal_words"]
