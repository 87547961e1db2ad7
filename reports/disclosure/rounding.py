"""Rounding a count by a fixed key: the same people always give the same number, under whatever heading.

The key of a group is that of one of its people, the one whose hash with the organisation's secret is smallest. So a
group that grows by a few people from one version of a report to the next mostly keeps its key, and its number changes
only as it would with any rounding: versions beside each other say no more than one of them.
"""


def rounded(count: int, key: int, step: int) -> int:
    """`count` up or down to a multiple of `step`, right on average; never to 0 unless there is nobody."""
    if step == 1 or count == 0:
        return count
    return max(step, (count + key % step) // step * step)


def choices(count: int, step: int) -> tuple[int, ...]:
    """The multiples of `step` that a count may be rounded to."""
    if step == 1 or count == 0:
        return (count,)
    below = count // step * step
    return tuple(choice for choice in (below, below + step) if choice >= step and abs(choice - count) < step)


def bounds(shown: int, step: int) -> tuple[int, int]:
    """The fewest and the most that a rounded count may stand for."""
    return (max(1, shown - step + 1), shown + step - 1) if step > 1 and shown else (shown, shown)
