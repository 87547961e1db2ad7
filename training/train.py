"""Learn to read from the corpus. The same corpus gives the same weights on the same machine.

Usage: python -m training.train WORK [EPOCHS]
"""

import hashlib
import math
import os
import random
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from caseline.coding.by_meaning.encoder import SAYINGS
from training.corpus import HELD_OUT, Key, Unit, codebook, corpus_hash, passages, units
from training.model import PADDING, Reader, tokens, words_between

EPOCHS, BATCH, SEED = 4, 48, 1
ENCODER_RATE, HEAD_RATE, DECAY = 1e-4, 2e-3, 0.01
SOMETHING = 1.5
"""What it weighs to overlook a code, to 1 for seeing one that is not there."""
WORDS = 0.3
"""What it weighs to mistake what is said with some words, whatever the code."""
UNKNOWN = -100
OTHER_SEX = {
    word: other
    for pair in (
        ("he", "she"), ("him", "her"), ("himself", "herself"), ("man", "woman"), ("boyfriend", "girlfriend"),
        ("husband", "wife"), ("son", "daughter"), ("mom", "dad"), ("mother", "father"), ("brother", "sister"),
    )
    for word, other in (pair, pair[::-1])
} | {"his": "her"}  # fmt: skip

States = tuple[Tensor, Tensor]
"""States of a sentence's tokens after the frozen layers, and which tokens are its own."""
Spoken = list[tuple[list[int], int]]
"""Of a sentence, places of tokens that speak to a code, and what they say as a number of SAYINGS less one."""


def variant(unit: Unit) -> tuple[str, str]:
    """The sentence about somebody of the other sex, sometimes without what stands before, in small or large letters."""
    chance = random.Random(hashlib.sha256(f"{unit.passage}/{unit.number}".encode()).digest())
    text, before = (_of_other_sex(part) for part in (unit.text, unit.before))
    if chance.random() < 0.5:
        before = ""
    form = chance.random()
    if form < 0.25:
        return text.lower(), before.lower()
    if form < 0.30:
        return text.rstrip(".!"), before
    return (text.upper(), before) if form < 0.34 and len(text) < 160 else (text, before)


def _of_other_sex(text: str) -> str:
    def swapped(match: re.Match[str]) -> str:
        word = match[0]
        other = OTHER_SEX.get(word.lower())
        if other is None:
            return word
        return other.capitalize() if word[0].isupper() else other

    return re.sub(r"[A-Za-z]+", swapped, text)


@torch.no_grad()
def frozen_states(reader: Reader, tokenizer: Tokenizer, texts: Sequence[tuple[str, str]]) -> list[States]:
    """What the frozen layers make of each (sentence, what stands before)."""
    reader.eval()
    started = time.monotonic()
    fed = [tokens(tokenizer, *text) for text in texts]
    order = sorted(range(len(fed)), key=lambda number: len(fed[number][0]))
    found: list[States | None] = [None] * len(fed)
    for at in range(0, len(order), 64):
        batch = order[at : at + 64]
        longest = max(len(fed[number][0]) for number in batch)
        ids, own, kept = (torch.full((len(batch), longest), fill) for fill in (PADDING, 0, 0))
        for row, number in enumerate(batch):
            length = len(fed[number][0])
            ids[row, :length], own[row, :length] = torch.tensor(fed[number][0]), torch.tensor(fed[number][1])
            kept[row, :length] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = reader.lower(ids, own, kept)
        for row, number in enumerate(batch):
            length = len(fed[number][0])
            found[number] = (states[row, :length].bfloat16().clone(), own[row, :length].clone())
    print(f"{len(found):,} sentences through the frozen layers, {time.monotonic() - started:.0f} s", flush=True)
    return [states for states in found if states is not None]


def packed(batch: Sequence[States]) -> tuple[Tensor, Tensor, Tensor]:
    """A batch as (states, kept, own), padded."""
    longest, size = max(len(states) for states, _ in batch), batch[0][0].shape[-1]
    states, kept = torch.zeros(len(batch), longest, size), torch.zeros(len(batch), longest, dtype=torch.long)
    own = torch.zeros(len(batch), longest, dtype=torch.long)
    for row, (own_states, is_own) in enumerate(batch):
        length = len(own_states)
        states[row, :length], own[row, :length], kept[row, :length] = own_states.float(), is_own, 1
    return states, kept, own


def targets(learnt: Sequence[Unit], codes: Sequence[Key]) -> Tensor:
    """What each sentence says of each code, as a number of SAYINGS; UNKNOWN where nobody has said."""
    place = {code: number for number, code in enumerate(codes)}
    said = torch.full((len(learnt), len(codes)), UNKNOWN)
    for row, unit in enumerate(learnt):
        said[row, [place[code] for code in unit.known]] = 0
        for code, status in unit.says.items():
            said[row, place[code]] = SAYINGS.index(status)  # type: ignore[arg-type]
    return said


@torch.no_grad()
def likely(reader: Reader, states: Sequence[States]) -> Tensor:
    """Probabilities of all sayings of all codes: shape (sentences, codes, sayings)."""
    reader.eval()
    order = sorted(range(len(states)), key=lambda number: len(states[number][0]))
    found: list[Tensor] = [torch.empty(0)] * len(states)
    for at in range(0, len(order), 64):
        batch = order[at : at + 64]
        fed, kept, own = packed([states[number] for number in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, _ = reader.heads(reader.upper(fed, kept), own)
        for number, row in zip(batch, logits.float().softmax(-1), strict=True):
            found[number] = row
    return torch.stack(found)


def prepared(reader: Reader, tokenizer: Tokenizer, plain: Sequence[States], codes: Sequence[Key]) -> None:
    """Measure how states are spread, and let each code begin as its meaning."""
    chosen = random.Random(SEED).sample(range(len(plain)), min(768, len(plain)))
    with torch.no_grad():
        seen = []
        for at in range(0, len(chosen), 64):
            states, kept, own = packed([plain[number] for number in chosen[at : at + 64]])
            seen.append(reader.upper(states, kept)[own.bool()])
        reader.mean.copy_(torch.cat(seen).mean(0))
        reader.spread.copy_(torch.cat(seen).std(0))
        meanings = [f"{code.title}. {code.meaning}" for code in (codebook()[key] for key in codes)]
        states = frozen_states(reader, tokenizer, [(meaning, "") for meaning in meanings])
        whole = [reader.upper(*packed([own])[:2])[0][2:-1] for own in states]
    reader.start_from_meanings(whole)


def spoken(tokenizer: Tokenizer, unit: Unit) -> Spoken:
    found = []
    for start, end, status in unit.spoken:
        places = words_between(tokenizer, unit.text, unit.before, start, end)
        if status in SAYINGS and places:
            found.append((places, SAYINGS.index(status) - 1))  # type: ignore[arg-type]
    return found


def words_loss(said: Tensor, batch: Sequence[Spoken], chance: random.Random) -> Tensor:
    """How far what is said with marked words, or with a part of them, is mistaken; `said` is (batch, tokens,
    sayings).
    """
    means, wanted = [], []
    for row, marked in enumerate(batch):
        for places, status in marked:
            if chance.random() < 0.5 and len(places) > 3:  # a quote that leaves out what governs it
                first = chance.randrange(len(places) - 2)
                places = places[first : chance.randrange(first + 2, len(places) + 1)]
            means.append(said[row, places].mean(0))
            wanted.append(status)
    return cross_entropy(torch.stack(means).float(), torch.tensor(wanted)) if means else torch.zeros(())


def train(
    reader: Reader,
    plain: Sequence[States],
    varied: Sequence[States],
    marked: Sequence[Spoken],
    said: Tensor,
    epochs: int,
) -> None:
    chance = random.Random(SEED)
    heads = [own for name, own in reader.named_parameters() if not name.startswith("encoder.")]
    encoder = [own for own in reader.encoder.parameters() if own.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY
    )
    steps = epochs * math.ceil(len(plain) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (steps * 0.06)) * max(0.02, 1 - step / steps)
    )
    weight = torch.tensor([1.0] + [SOMETHING] * (len(SAYINGS) - 1))
    started = time.monotonic()
    for epoch in range(epochs):
        reader.train()
        total, batches = 0.0, _batches(plain, chance)
        for batch in batches:
            is_plain = [chance.random() < 0.5 for _ in batch]
            states, kept, own = packed(
                [(plain if as_is else varied)[number] for as_is, number in zip(is_plain, batch, strict=True)]
            )
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = reader.upper(states, kept)
                logits, _ = reader.heads(states, own)
                words = reader.words(states)
            of_words = words_loss(
                words, [marked[number] if as_is else [] for as_is, number in zip(is_plain, batch, strict=True)], chance
            )
            wanted = said[batch]
            is_known = wanted != UNKNOWN
            loss = cross_entropy(
                logits.float()[is_known], wanted[is_known], weight=weight, reduction="sum", label_smoothing=0.01
            ) / len(batch)
            optimizer.zero_grad()
            (loss + WORDS * of_words).backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}, {time.monotonic() - started:.0f} s", flush=True)


def _batches(plain: Sequence[States], chance: random.Random) -> list[list[int]]:
    """Sentences of about one length together, in a new order each time."""
    order = list(range(len(plain)))
    chance.shuffle(order)
    found = []
    for at in range(0, len(order), BATCH * 20):
        near = sorted(order[at : at + BATCH * 20], key=lambda number: len(plain[number][0]))
        found += [near[own : own + BATCH] for own in range(0, len(near), BATCH)]
    chance.shuffle(found)
    return found


def main() -> None:
    work, epochs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else EPOCHS
    torch.manual_seed(SEED)
    torch.set_num_threads(os.cpu_count() or 1)
    codes = list(codebook())
    learnt = [unit for passage in passages() if passage.author not in HELD_OUT for unit in units(passage)]
    print(f"{len(learnt):,} sentences to learn from, {len(codes)} codes", flush=True)
    tokenizer = Tokenizer.from_file(str(work / "base" / "tokenizer.json"))
    reader = Reader(work / "base", len(codes))
    plain = frozen_states(reader, tokenizer, [(unit.text, unit.before) for unit in learnt])
    varied = frozen_states(reader, tokenizer, [variant(unit) for unit in learnt])
    prepared(reader, tokenizer, plain, codes)
    train(reader, plain, varied, [spoken(tokenizer, unit) for unit in learnt], targets(learnt, codes), epochs)
    torch.save(reader.state_dict(), work / "reader.pt")
    (work / "corpus.sha256").write_text(corpus_hash(), encoding="utf-8")


if __name__ == "__main__":
    main()
