"""Learn to read from the corpus and the statements. The same files give the same weights on the same machine.

Usage: python -m training.train WORK [EPOCHS] [--replay SHARE] [--from-base]

Training goes on from the weights that are shipped, so that what came to the corpus since is learnt in less time than
all of it: with --replay .4 two of five sentences of single passages are read in an epoch, others each time, beside all
whole notes. With --from-base it begins anew.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from caseline.coding.by_meaning.encoder import FOLDER, SAYINGS
from training import statements
from training.batches import Fed, by_length, in_batches, packed
from training.corpus import HELD_OUT, UNTOUCHED, Key, Unit, codebook, corpus_hash, passages, units
from training.model import Reader, tokens, words_between
from training.shipped import shipped_weights
from training.statements import Pair, Statement, pairs_of_passages, pairs_of_statements
from training.variants import variant

EPOCHS, BATCH, STATED_BATCH, SEED = 5, 48, 16, 1
SILENT = 0.4
"""Of the sentences that say nothing of any code, how many are read in an epoch."""
ENCODER_RATE, HEAD_RATE, DECAY = 2e-4, 2e-3, 0.01
WHOLE_NOTES = "days-"
"""How the names of authors begin who wrote whole notes of ordinary days."""
GOING_ON = 0.5
"""How much slower is learnt by weights that have learnt before."""
SOMETHING = 1.5
"""What it weighs to overlook a code, to 1 for seeing one that is not there."""
WORDS, STATED, ABOUT = 0.3, 1.5, 0.5
"""What it weighs to mistake what is said with some words, whatever the code; what is said of a statement; and which
statement a sentence is about."""
ABOUT_SIZE, ABOUT_EVERY, SHARPNESS = 24, 4, 20.0
"""Sentences told apart by what they are about at a time, in every fourth step, and how sharply."""
NEAREST, NEAR = 3, 30
"""Of the statements nearest to one, the first three may mean the same; the others to the thirtieth only resemble it."""
UNKNOWN = -100


def targets(learnt: Sequence[Unit], codes: Sequence[Key]) -> Tensor:
    """What each sentence says of each code, as a number of SAYINGS; UNKNOWN where nobody has said."""
    place = {code: number for number, code in enumerate(codes)}
    said = torch.full((len(learnt), len(codes)), UNKNOWN)
    for row, unit in enumerate(learnt):
        said[row, [place[code] for code in unit.known]] = 0
        for code, status in unit.says.items():
            said[row, place[code]] = SAYINGS.index(status)  # type: ignore[arg-type]
    return said


def prepared(reader: Reader, tokenizer: Tokenizer, learnt: Sequence[Unit], codes: Sequence[Key]) -> None:
    """Measure how states are spread, and let each code begin as its meaning."""
    chosen = random.Random(SEED).sample(learnt, min(768, len(learnt)))
    reader.eval()
    with torch.no_grad():
        seen = []
        for at in range(0, len(chosen), 64):
            batch = packed([tokens(tokenizer, unit.text, unit.before) for unit in chosen[at : at + 64]])
            seen.append(reader(*batch)[batch.own.bool()])
        reader.mean.copy_(torch.cat(seen).mean(0))
        reader.spread.copy_(torch.cat(seen).std(0))
        meanings = [f"{code.title}. {code.meaning}" for code in (codebook()[key] for key in codes)]
        whole = [reader(*packed([tokens(tokenizer, meaning, "")]))[0][2:-1] for meaning in meanings]
    reader.start_from_meanings(whole)


class Shown(NamedTuple):
    """A sentence as it is shown in an epoch: its number, whether in its own words, and as it is fed."""

    number: int
    is_plain: bool
    fed: Fed


class OfCodes:
    """Sentences whose codes are known, a batch at a time."""

    def __init__(
        self, tokenizer: Tokenizer, learnt: Sequence[Unit], codes: Sequence[Key], replay: float, chance: random.Random
    ):
        """`replay`: of the sentences of single passages, how many are read in an epoch."""
        self.tokenizer, self.learnt, self.replay, self.chance = tokenizer, learnt, replay, chance
        self.said = targets(learnt, codes)
        self.marked = [self._spoken(unit) for unit in learnt]
        self.weight = torch.tensor([1.0] + [SOMETHING] * (len(SAYINGS) - 1))

    def batches(self) -> list[list[Shown]]:
        """What is shown in an epoch, half of it in another form, and half without what stands before."""
        shown = [
            self._shown(number, unit)
            for number, unit in enumerate(self.learnt)
            if self.chance.random() < self._share(unit)
        ]
        batches = by_length([len(one.fed[0]) for one in shown], BATCH, self.chance)
        return [[shown[own] for own in batch] for batch in batches]

    def _share(self, unit: Unit) -> float:
        """How often a sentence is read: a part of the epochs where it says nothing or is of a single passage."""
        return (1.0 if unit.says else SILENT) * (1.0 if unit.passage.startswith(WHOLE_NOTES) else self.replay)

    def _shown(self, number: int, unit: Unit) -> Shown:
        text, before = unit.text, unit.before if self.chance.random() < 0.5 else ""
        is_plain = self.chance.random() < 0.5
        if not is_plain:
            text, before = variant(text, before, self.chance)
        return Shown(number, is_plain, tokens(self.tokenizer, text, before))

    def loss(self, reader: Reader, shown: Sequence[Shown]) -> tuple[Tensor, Tensor]:
        """How far codes are mistaken, and what is said with marked words."""
        batch = packed([one.fed for one in shown])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = reader(*batch)
            logits, _ = reader.heads(states, batch.own)
            words = reader.words(states)
        wanted = self.said[[one.number for one in shown]]
        is_known = wanted != UNKNOWN
        of_codes = cross_entropy(
            logits.float()[is_known], wanted[is_known], weight=self.weight, reduction="sum", label_smoothing=0.01
        ) / len(shown)
        return of_codes, self._of_words(words, shown)

    def _spoken(self, unit: Unit) -> list[tuple[list[int], int]]:
        """Places among the tokens that speak to a code, and what they say: a number of SAYINGS less one."""
        found = []
        for start, end, status in unit.spoken:
            places = words_between(self.tokenizer, unit.text, start, end)
            if status in SAYINGS and places:
                found.append((places, SAYINGS.index(status) - 1))  # type: ignore[arg-type]
        return found

    def _of_words(self, said: Tensor, shown: Sequence[Shown]) -> Tensor:
        """`said` has shape (batch, tokens, sayings but none)."""
        means, wanted = [], []
        for row, one in enumerate(shown):
            first = one.fed[1].index(1)
            for places, status in self.marked[one.number] if one.is_plain else []:
                if self.chance.random() < 0.5 and len(places) > 3:  # a quote that leaves out what governs it
                    left = self.chance.randrange(len(places) - 2)
                    places = places[left : self.chance.randrange(left + 2, len(places) + 1)]
                means.append(said[row, [first + place for place in places]].mean(0))
                wanted.append(status)
        return cross_entropy(torch.stack(means).float(), torch.tensor(wanted)) if means else torch.zeros(())


class OfStatements:
    """Statements with sentences that say them or not, a batch at a time, without end."""

    def __init__(
        self,
        reader: Reader,
        tokenizer: Tokenizer,
        stated: Sequence[Statement],
        learnt: Sequence[Unit],
        chance: random.Random,
    ):
        self.tokenizer, self.stated, self.learnt, self.chance = tokenizer, stated, learnt, chance
        self.near = near_statements(reader, tokenizer, stated)
        self.pairs = self._pairs()

    def _pairs(self) -> Iterator[list[tuple[Fed, int]]]:
        """Batches of what is fed, and what it says as a number of SAYINGS."""
        while True:
            own = pairs_of_statements(self.stated, self.near, self.chance)
            borrowed = pairs_of_passages(self.learnt, self.chance)
            pairs = own + self.chance.sample(borrowed, min(len(borrowed), len(own)))
            fed = [(self._fed(pair), SAYINGS.index(pair.says)) for pair in pairs]
            for numbers in by_length([len(ids) for (ids, _), _ in fed], STATED_BATCH, self.chance):
                yield [fed[number] for number in numbers]

    def _fed(self, pair: Pair) -> Fed:
        text, before = pair.text, pair.before if self.chance.random() < 0.5 else ""
        if self.chance.random() < 0.4:
            text, before = variant(text, before, self.chance)
        return tokens(self.tokenizer, text, before, pair.statement)

    def loss(self, reader: Reader) -> Tensor:
        """How far what is said of a statement is mistaken."""
        pairs = next(self.pairs)
        batch = packed([fed for fed, _ in pairs])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said, _ = reader.statement(reader(*batch), batch.own)
        return cross_entropy(said.float(), torch.tensor([says for _, says in pairs]), label_smoothing=0.02)

    def about_loss(self, reader: Reader) -> Tensor:
        """How far it is mistaken which of several statements a sentence is about, half of them nearly the same."""
        first = self.chance.randrange(len(self.stated))
        numbers = {first, *self.chance.sample(self.near[first], ABOUT_SIZE // 2)}
        while len(numbers) < ABOUT_SIZE:
            numbers.add(self.chance.randrange(len(self.stated)))
        chosen = [self.stated[number] for number in sorted(numbers)]
        spoken = [[text for says, text in own.sentences if says != SAYINGS[0]] for own in chosen]
        vectors = []
        for texts in (
            [self.chance.choice(own) for own in spoken],
            [self.chance.choice(own.wordings) for own in chosen],
        ):
            batch = packed([tokens(self.tokenizer, text, "") for text in texts])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                vectors.append(reader.pooled(reader(*batch).float(), batch.own))
        return cross_entropy(vectors[0].float() @ vectors[1].float().T * SHARPNESS, torch.arange(ABOUT_SIZE))


@torch.no_grad()
def near_statements(reader: Reader, tokenizer: Tokenizer, stated: Sequence[Statement]) -> list[list[int]]:
    """For each statement the numbers of those that are about nearly the same, but not the very nearest."""
    reader.eval()
    fed = [tokens(tokenizer, ". ".join(own.wordings[1:]), "") for own in stated]
    about = in_batches(fed, lambda batch: reader.pooled(reader(*batch), batch.own))
    return [row[1 + NEAREST : 1 + NEAR].tolist() for row in (about @ about.T).argsort(1, descending=True)]


class InHalf:
    """The encoder in half precision, which is a third faster, beside its weights in full, which are what learns."""

    def __init__(self, reader: Reader) -> None:
        self.encoder = reader.encoder
        learning = [own for own in reader.encoder.parameters() if own.requires_grad]
        self.whole = [nn.Parameter(own.detach().clone()) for own in learning]
        reader.encoder.bfloat16()
        self.half = [own for own in reader.encoder.parameters() if own.requires_grad]

    def take_gradients(self) -> None:
        for whole, half in zip(self.whole, self.half, strict=True):
            whole.grad = None if half.grad is None else half.grad.float()
            half.grad = None

    @torch.no_grad()
    def give_weights(self) -> None:
        for whole, half in zip(self.whole, self.half, strict=True):
            half.copy_(whole)

    @torch.no_grad()
    def end(self) -> None:
        self.encoder.float()
        self.give_weights()


def train(reader: Reader, of_codes: OfCodes, of_statements: OfStatements, epochs: int, pace: float) -> None:
    heads = [own for name, own in reader.named_parameters() if not name.startswith("encoder.")]
    encoder = InHalf(reader)
    learning = [*encoder.whole, *heads]
    optimizer = torch.optim.AdamW(
        [{"params": encoder.whole, "lr": pace * ENCODER_RATE}, {"params": heads, "lr": pace * HEAD_RATE}],
        weight_decay=DECAY,
        fused=True,
    )
    rounds = [of_codes.batches() for _ in range(epochs)]
    steps = sum(map(len, rounds))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (steps * 0.06)) * max(0.02, 1 - step / steps)
    )
    started = time.monotonic()
    reader.train()
    for epoch, batches in enumerate(rounds):
        totals = torch.zeros(4)
        for step, shown in enumerate(batches, 1):
            optimizer.zero_grad()
            codes, words = of_codes.loss(reader, shown)
            (codes + WORDS * words).backward()
            stated = of_statements.loss(reader)
            (STATED * stated).backward()
            about = of_statements.about_loss(reader) if step % ABOUT_EVERY == 0 else torch.zeros(())
            if about.requires_grad:
                (ABOUT * about).backward()
            encoder.take_gradients()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            encoder.give_weights()
            schedule.step()
            totals += torch.tensor([codes.item(), words.item(), stated.item(), ABOUT_EVERY * about.item()])
            if step % 100 == 0 or step == len(batches):
                means = ", ".join(f"{total / step:.3f}" for total in totals.tolist())
                print(f"epoch {epoch + 1}, {step} of {len(batches)}: {means}, {time.monotonic() - started:.0f} s")
                sys.stdout.flush()
    encoder.end()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("epochs", type=int, nargs="?", default=EPOCHS)
    parser.add_argument("--replay", type=float, default=1.0)
    parser.add_argument("--from-base", action="store_true")
    asked = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(os.cpu_count() or 1)
    chance, codes = random.Random(SEED), list(codebook())
    (asked.work / "corpus.sha256").write_text(corpus_hash(), encoding="utf-8")
    apart = {*HELD_OUT, *UNTOUCHED}
    learnt = [unit for passage in passages() if passage.author not in apart for unit in units(passage)]
    stated = [own for own in statements.statements() if own.author not in statements.HELD_OUT]
    print(f"{len(learnt):,} sentences to learn from, {len(codes)} codes, {len(stated)} statements", flush=True)
    tokenizer = Tokenizer.from_file(str(asked.work / "base" / "tokenizer.json"))
    reader = Reader(asked.work / "base", len(codes))
    if asked.from_base:
        prepared(reader, tokenizer, learnt, codes)
    else:
        reader.load_state_dict(shipped_weights(FOLDER / "reader.onnx"))
    of_codes = OfCodes(tokenizer, learnt, codes, asked.replay, chance)
    of_statements = OfStatements(reader, tokenizer, stated, learnt, chance)
    train(reader, of_codes, of_statements, asked.epochs, 1.0 if asked.from_base else GOING_ON)
    torch.save(reader.state_dict(), asked.work / "reader.pt")


if __name__ == "__main__":
    main()
