"""Agreement between two readings of the same notes: precision, recall, F1 and Cohen's kappa."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from caseline.organization.skills import Label

Interval = tuple[float, float]

ENOUGH_NOTES = 10
"""Notes from which on an interval says something, and a ratio is more than a count."""


@dataclass(frozen=True)
class Agreement:
    """How a coder's notes with one code compare with a person's. Ratios are None where nothing can be divided.

    An interval of fewer than ENOUGH_NOTES notes would say nothing, and there is none.
    """

    both: int
    machine_only: int
    person_only: int
    neither: int

    @property
    def support(self) -> int:
        return self.both + self.person_only

    @property
    def given(self) -> int:
        """Notes to which the coder gave the code."""
        return self.both + self.machine_only

    @property
    def precision(self) -> float | None:
        return _ratio(self.both, self.given)

    @property
    def recall(self) -> float | None:
        return _ratio(self.both, self.support)

    @property
    def f1(self) -> float | None:
        return _ratio(2 * self.both, 2 * self.both + self.machine_only + self.person_only)

    @property
    def precision_interval(self) -> Interval | None:
        """Where precision lies with 95% confidence (Wilson)."""
        return _wilson(self.both, self.given)

    @property
    def recall_interval(self) -> Interval | None:
        """Where recall lies with 95% confidence (Wilson)."""
        return _wilson(self.both, self.support)

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance: 1 is perfect, 0 is what chance alone would give.

        None unless ENOUGH_NOTES notes got the code from one of the two, and as many went without it with one of them.
        """
        differing = self.machine_only + self.person_only
        if min(self.both, self.neither) + differing < ENOUGH_NOTES:
            return None
        _, observed, expected = self._chances
        return (observed - expected) / (1 - expected)

    @property
    def kappa_interval(self) -> Interval | None:
        """Where kappa lies with 95% confidence: Wilson's interval of the notes on which both agree, chance as it is.

        With the standard error of Cohen (1960) the interval of few notes is too narrow, and none where all agree.
        """
        total, _, expected = self._chances
        agreed = _wilson(self.both + self.neither, total)
        if self.kappa is None or agreed is None:
            return None
        low, high = ((share - expected) / (1 - expected) for share in agreed)
        return max(-1.0, low), high

    @property
    def _chances(self) -> tuple[int, float, float]:
        """Notes, the share on which both agree, and the share on which chance would have them agree."""
        total = self.both + self.machine_only + self.person_only + self.neither
        if not total:
            return 0, 0.0, 0.0
        machine, person = self.given / total, self.support / total
        return total, (self.both + self.neither) / total, machine * person + (1 - machine) * (1 - person)


def agreements(
    labels: Iterable[Label],
    person: Sequence[frozenset[Label]],
    machine: Sequence[frozenset[Label]],
    undecided: Sequence[frozenset[Label]],
) -> dict[Label, Agreement]:
    """Agreement per label over the same notes; a note counts for no label that the person left undecided."""
    return {
        label: _agreement(
            [
                (label in mine, label in theirs)
                for theirs, mine, open_ in zip(person, machine, undecided, strict=True)
                if label not in open_
            ]
        )
        for label in labels
    }


def macro_f1(by_label: Mapping[Label, Agreement]) -> float | None:
    """The mean F1 over the labels that a person used at all."""
    values = [agreement.f1 or 0.0 for agreement in by_label.values() if agreement.support]
    return sum(values) / len(values) if values else None


def pooled(by_label: Mapping[Label, Agreement]) -> Agreement:
    """All labels' decisions together (micro average)."""
    everything = list(by_label.values())
    return Agreement(
        sum(a.both for a in everything),
        sum(a.machine_only for a in everything),
        sum(a.person_only for a in everything),
        sum(a.neither for a in everything),
    )


def _agreement(pairs: list[tuple[bool, bool]]) -> Agreement:
    return Agreement(
        both=pairs.count((True, True)),
        machine_only=pairs.count((True, False)),
        person_only=pairs.count((False, True)),
        neither=pairs.count((False, False)),
    )


def _wilson(part: int, whole: int) -> Interval | None:
    if whole < ENOUGH_NOTES:
        return None
    from scipy.stats import binomtest

    interval = binomtest(part, whole).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
