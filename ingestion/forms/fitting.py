"""Which column of a file is which described field: decided for all its columns together."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingestion.headers import folded

_OTHER_GROUPS = 3
Column = tuple[str, str]
"""The repeat that a column is in (empty outside) and its header there."""


@dataclass
class Fitted:
    """`described` names the field of each column that is one. Of fields: `missing`. Of columns: `undescribed`.

    `claimed` are fields that several columns have equal claim to, so that none of these is taken; `of_rivals` other
    columns of their groups, of which only one can be meant; `beside` are columns much like one that is taken.
    """

    described: dict[Column, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    undescribed: list[Column] = field(default_factory=list)
    claimed: dict[str, list[str]] = field(default_factory=dict)
    of_rivals: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)


class Names:
    """The described fields of one table, and how near a column's header comes to one."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._folded = {folded(name): name for name in names}
        self._by_path = {_path(name): name for name in names}
        last_parts = Counter(_last(_path(name)) for name in names)
        self._by_last_part = {_last(_path(name)): name for name in names if last_parts[_last(_path(name))] == 1}

    def nearest(self, column: Column) -> tuple[int, str] | None:
        """The field of a column with its distance: 0 the very name, 1 but for case and white space, 2 but for how
        groups are joined, 3 but for the groups."""
        repeat, header = column
        whole = f"{repeat}/{header}" if repeat else header
        if whole in self._names:
            return 0, whole
        for distance, name in (
            (1, self._folded.get(folded(whole))),
            (2, self._by_path.get(_path(whole))),
            (_OTHER_GROUPS, self._folded.get(folded(header)) if repeat else self._without_groups(_path(whole))),
        ):
            if name:
                return distance, name
        return None

    def known(self, headers: Iterable[str]) -> int:
        """How many fields these headers are."""
        return len({found[1] for header in headers if header.strip() and (found := self.nearest(("", header.strip())))})

    def fit(self, columns: Sequence[Column]) -> Fitted:
        """Decide for all columns of a file. Of several that come to one field the nearest is it."""
        claims: dict[str, list[tuple[int, Column]]] = {}
        fitted = Fitted()
        for column in columns:
            if found := self.nearest(column):
                claims.setdefault(found[1], []).append((found[0], column))
            else:
                fitted.undescribed.append(column)
        rivals = _rivals(claims.values())
        for name, claimed in claims.items():
            if len(claimed) == 1 and claimed[0][0] == _OTHER_GROUPS and _group(claimed[0][1][1]) in rivals:
                fitted.of_rivals[claimed[0][1][1]] = name
                fitted.undescribed.append(claimed[0][1])
                continue
            nearest = min(distance for distance, _ in claimed)
            best = [column for distance, column in claimed if distance == nearest]
            if len({repeat for repeat, _ in best}) < len(best):
                fitted.claimed[name] = [header for _, (_, header) in claimed]
                fitted.undescribed += [column for _, column in claimed]
                continue
            for column in best:
                fitted.described[column] = name
            for distance, column in claimed:
                if column not in best:
                    fitted.undescribed.append(column)
                    if distance < _OTHER_GROUPS:
                        fitted.beside[column[1]] = name
        fitted.missing = [name for name in self._names if name not in claims]
        return fitted

    def _without_groups(self, path: str) -> str | None:
        name = self._by_last_part.get(_last(path))
        if name is None:
            return None
        other = _path(name)
        return name if path.endswith("/" + other) or other.endswith("/" + path) else None


def _rivals(claims: Iterable[Sequence[tuple[int, Column]]]) -> set[str]:
    """The groups of columns that come to one field and differ in their group alone: people of whom one is meant."""
    found: set[str] = set()
    for claimed in claims:
        if len(claimed) > 1 and all(distance == _OTHER_GROUPS and not column[0] for distance, column in claimed):
            found |= {_group(header) for _, (_, header) in claimed}
    return found


def _group(header: str) -> str:
    return _path(header).rpartition("/")[0]


def _path(name: str) -> str:
    return re.sub(r"\s*[\-:./]\s*", "/", folded(name))


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]
