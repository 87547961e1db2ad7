"""Which rule counts of people leave by, for each audience and each report."""

from dataclasses import dataclass

from caseline.organization.profile import Organization, Sharing
from reports.wording import day

SMALLEST_STEP = 3


@dataclass(frozen=True)
class Rule:
    """`threshold`: no count of fewer clients can be known, and no share or mean of fewer is told; 0: all are told.

    `because`: on whose word more is told than the organisation usually tells, where it is.
    """

    threshold: int
    because: str = ""

    @property
    def step(self) -> int:
        """Counts are multiples of it: half the threshold, so that 1 could be anything below the threshold."""
        return max(SMALLEST_STEP, self.threshold // 2) if self.threshold > 1 else 1

    @property
    def is_rounded(self) -> bool:
        return self.step > 1

    @property
    def reach(self) -> int:
        """Two counts that differ by more say nothing of one another once they are rounded."""
        return 4 * (self.step - 1)

    @property
    def fewest_of_a_share(self) -> int:
        """The smallest rounded count that is certainly no fewer clients than the threshold."""
        return -(-(self.threshold + self.step - 1) // self.step) * self.step if self.is_rounded else 1

    @property
    def sentence(self) -> str:
        """How to read the numbers, for whoever reads them."""
        if not self.is_rounded:
            told = "Counts are shown as they are."
        else:
            step, most = self.step, self.step - 1
            told = (
                f"Counts are rounded to multiples of {step}, up or down, so that nobody can be recognised: each may be "
                f"up to {most} more or fewer, and {step} stands for 1 to {step + most}. The same people are always "
                "rounded the same way. Percentages are worked out from the rounded counts; none is given, nor a mean, "
                f"where there may be fewer than {self.threshold} clients."
            )
        return f"{told} {self.because}".strip()


def rule_of(organization: Organization, audience: str = "funder") -> Rule:
    """The rule for an audience or a role; one that `sharing` does not name has that of funders."""
    sharing = organization.sharing
    chosen = sharing.get("network" if audience == "network" else "funder", Sharing())
    return rule_by(chosen, organization.settings.small_cell_threshold)


def rule_by(sharing: Sharing, usual: int) -> Rule:
    """`usual`: the organisation's own threshold."""
    because = ""
    if sharing.is_decided:
        by = f"decision of {sharing.decided_by} on {day(sharing.decided_on)}"
        because = f"By {by}: “{sharing.because}”"
    threshold = usual if sharing.threshold is None else sharing.threshold
    return Rule(0 if sharing.counts == "full" else threshold, because)
