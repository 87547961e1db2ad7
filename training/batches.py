"""What the reader is fed in training: batches of token numbers, and of sentences of about one length."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from training.model import PADDING

Fed = tuple[list[int], list[int]]
"""Token numbers of a sentence and what stands before it, and which of them are its own."""


class Batch(NamedTuple):
    """Shape (batch, tokens) each: token numbers, 1 for the sentence's own, 1 for what is no padding."""

    ids: Tensor
    own: Tensor
    kept: Tensor


def packed(fed: Sequence[Fed]) -> Batch:
    longest = max(len(ids) for ids, _ in fed)
    batch = Batch(*(torch.full((len(fed), longest), fill) for fill in (PADDING, 0, 0)))
    for row, (ids, own) in enumerate(fed):
        batch.ids[row, : len(ids)], batch.own[row, : len(ids)] = torch.tensor(ids), torch.tensor(own)
        batch.kept[row, : len(ids)] = 1
    return batch


@torch.no_grad()
def in_batches(fed: Sequence[Fed], rows_of: Callable[[Batch], Tensor]) -> Tensor:
    """What `rows_of` makes of each, a row each, in the order of `fed`."""
    found: list[Tensor] = [torch.empty(0)] * len(fed)
    for numbers in by_length([len(ids) for ids, _ in fed], 64, random.Random(0)):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rows = rows_of(packed([fed[number] for number in numbers]))
        for number, row in zip(numbers, rows.float(), strict=True):
            found[number] = row
    return torch.stack(found)


def by_length(lengths: Sequence[int], size: int, chance: random.Random) -> list[list[int]]:
    """Numbers of sentences of about one length together, in a new order each time."""
    order = list(range(len(lengths)))
    chance.shuffle(order)
    found = []
    for at in range(0, len(order), size * 20):
        near = sorted(order[at : at + size * 20], key=lambda number: lengths[number])
        found += [near[own : own + size] for own in range(0, len(near), size)]
    chance.shuffle(found)
    return found
