"""How well statements are judged that nobody has shown the reader, by the held-out authors of statements.

Usage: python -m training.calibrate_statements WORK

Prints, for each threshold, precision and recall of "present" over each sentence with its own statement and with the
nine it is next nearest to; and how often its own is among the nearest ones.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from caseline.coding.by_meaning.by_wording import ASKED
from caseline.coding.by_meaning.encoder import SAYINGS
from training.batches import Fed, in_batches
from training.corpus import codebook
from training.model import Reader, tokens
from training.statements import HELD_OUT, Statement, statements

PRESENT = SAYINGS.index("present")
NEAREST = 10


def _about(reader: Reader, fed: Sequence[Fed]) -> Tensor:
    """What sentences or statements are about, shape (sentences, size)."""
    return in_batches(fed, lambda batch: reader.pooled(reader(*batch).float(), batch.own))


def _stated(reader: Reader, fed: Sequence[Fed]) -> Tensor:
    """What sentences say of the statements before them, shape (sentences, sayings)."""
    return in_batches(fed, lambda batch: reader.statement(reader(*batch), batch.own)[0].float().softmax(-1))


def main() -> None:
    work = Path(sys.argv[1])
    torch.set_num_threads(os.cpu_count() or 1)
    reader = Reader(work / "base", len(codebook()))
    reader.load_state_dict(torch.load(work / "reader.pt"))
    reader.eval()
    tokenizer = Tokenizer.from_file(str(work / "base" / "tokenizer.json"))
    asked = [own for own in statements() if own.author in HELD_OUT]
    spoken = [(place, says, text) for place, own in enumerate(asked) for says, text in own.sentences]
    wordings = [f"{_title(own)}. {own.wordings[-1]}" for own in asked]
    about = _about(reader, [tokens(tokenizer, text, "") for _, _, text in spoken])
    of_titles = _about(reader, [tokens(tokenizer, _title(own), "") for own in asked])
    of_meanings = _about(reader, [tokens(tokenizer, own.wordings[-1], "") for own in asked])
    nearness = torch.maximum(about @ of_titles.T, about @ of_meanings.T)
    order = nearness.argsort(dim=1, descending=True)[:, :NEAREST]
    own_rank = [
        row.index(place) if place in row else NEAREST
        for row, (place, says, _) in zip(order.tolist(), spoken, strict=True)
        if says == "present"
    ]
    for size in (1, ASKED, NEAREST):
        near = sum(rank < size for rank in own_rank)
        print(f"own statement among the {size} nearest of {len(asked)}: {near} of {len(own_rank)}")
    own_near = [float(nearness[n, place]) for n, (place, says, _) in enumerate(spoken) if says == "present"]
    print(
        "nearness of own statements, hundredths 1 5 10 50:",
        [round(sorted(own_near)[len(own_near) * h // 100], 2) for h in (1, 5, 10, 50)],
    )
    pairs = [(n, place) for n, (own, _, _) in enumerate(spoken) for place in dict.fromkeys([own, *order[n].tolist()])]
    said = _stated(reader, [tokens(tokenizer, spoken[n][2], "", wordings[place]) for n, place in pairs])
    there = [spoken[n][0] == place and spoken[n][1] == "present" for n, place in pairs]
    for at in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        flagged = said[:, PRESENT] >= at
        right = sum(bool(one) and is_there for one, is_there in zip(flagged, there, strict=True))
        others = sum(bool(one) and spoken[n][0] != place for one, (n, place) in zip(flagged, pairs, strict=True))
        print(
            f"from {at}: precision {right / max(1, int(flagged.sum())):.2f}, recall {right / sum(there):.2f}; of"
            f" {int(flagged.sum())} flags {others} are of another's statement"
        )


def _title(own: Statement) -> str:
    return own.wordings[1] if len(own.wordings) > 2 else own.wordings[0]


if __name__ == "__main__":
    main()
