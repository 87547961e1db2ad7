"""The reader: a multilingual encoder; for each code a place to look (attention) and a judgement of what is said of it;
and a judgement of any statement that is read together with the sentence.
"""

import math
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from caseline.coding.by_meaning.encoder import END, LONGEST, MOST_BEFORE, MOST_STATED, SAYINGS, START

FROZEN = 5
"""Lower layers that keep what they know of English and Spanish."""
PADDING = 1
DROPPED = 0.1


class Reader(nn.Module):
    """Reads a sentence, alone or after a statement.

    Of a sentence alone, each code attends to the words that speak to it; what it sees there says whether the code is
    spoken of, and, with weights that all codes share, whether as present, possible, denied, past, somebody else's or
    planned. Of a sentence after a statement, one more place to look says the same of the statement.
    """

    def __init__(self, base: Path, codes: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
        for part in self.encoder.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        size = self.encoder.config.hidden_size
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("spread", torch.ones(size))
        self.key, self.value = nn.Linear(size, size), nn.Linear(size, size)
        self.query = nn.Parameter(torch.zeros(codes, size))
        self.weight = nn.Parameter(torch.zeros(codes, size))
        self.bias = nn.Parameter(torch.full((codes,), -3.0))
        self.saying = nn.Linear(size, len(SAYINGS) - 1)
        self.saying_bias = nn.Parameter(torch.zeros(codes, len(SAYINGS) - 1))
        self.statement_key = nn.Linear(size, 1)
        self.statement_value = nn.Linear(2 * size, size)
        self.statement_saying = nn.Linear(size, len(SAYINGS))

    def forward(self, ids: Tensor, own: Tensor, kept: Tensor) -> Tensor:
        """States of the tokens, shape (batch, tokens, size); `kept` is 1 where there is a token and no padding."""
        states = self.encoder.embeddings(input_ids=ids, token_type_ids=own)
        mask = (1 - kept[:, None, None, :].to(states.dtype)) * -1e4
        for number, layer in enumerate(self.encoder.encoder.layer):
            with torch.set_grad_enabled(torch.is_grad_enabled() and number >= FROZEN):
                after = layer(states, mask)
            states = after[0] if isinstance(after, tuple) else after
        return states

    def heads(self, states: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, and the token each code looks at most: `own` is 1 for tokens of the sentence itself."""
        states = self._dropped((states - self.mean) / self.spread)
        looks = torch.einsum("ch,bth->bct", self.query, self.key(states)) / math.sqrt(states.shape[-1])
        looks = looks + (1.0 - own[:, None, :].to(looks.dtype)) * -1e4
        seen = torch.einsum("bct,bth->bch", looks.softmax(-1), self.value(states))
        spoken_of = (self._dropped(seen) * self.weight).sum(-1) + self.bias
        said = spoken_of[..., None] + self.saying(seen) + self.saying_bias
        return torch.cat([torch.zeros_like(said[..., :1]), said], -1), looks.argmax(-1)

    def words(self, states: Tensor) -> Tensor:
        """What is said with each word, whatever the code: logits, shape (batch, tokens, sayings but none)."""
        return self.saying(self.value(self._dropped((states - self.mean) / self.spread)))

    def statement(self, states: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        """What a sentence says of the statement that stands before it: logits, shape (batch, sayings), and the token it
        hangs on.
        """
        looks = self.statement_key(states)[..., 0] + (1.0 - own.to(states.dtype)) * -1e4
        seen = torch.einsum("bt,bth->bh", looks.softmax(-1), states)
        both = self._dropped(torch.cat([seen, states[:, 0]], -1)[:, None])[:, 0]
        return self.statement_saying(nn.functional.gelu(self.statement_value(both))), looks.argmax(-1)

    def pooled(self, states: Tensor, own: Tensor) -> Tensor:
        """What a sentence or a statement is about: vectors of length 1, shape (batch, size)."""
        weight = own[..., None].to(states.dtype)
        return nn.functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)

    def _dropped(self, states: Tensor) -> Tensor:
        """In training, without some of the features, the same ones all through a row."""
        if not self.training:
            return states
        return states * nn.functional.dropout(states.new_ones(len(states), 1, states.shape[-1]), DROPPED)

    @torch.no_grad()
    def start_from_meanings(self, meanings: list[Tensor]) -> None:
        """Let each code begin as what its title and meaning look like, so that few passages teach it much."""
        size = len(self.mean)
        seen = torch.stack([(states.mean(0) - self.mean) / self.spread for states in meanings])
        seen = seen - seen.mean(0)
        for part in (self.key, self.value):
            part.weight.copy_(torch.eye(size) + torch.randn(size, size) * 0.005)
            part.bias.zero_()
        self.query.copy_(seen)
        self.weight.copy_(seen * 1.5 / math.sqrt(size))


def words_between(tokenizer: Tokenizer, text: str, start: int, end: int) -> list[int]:
    """Which of a sentence's tokens lie between two of its characters."""
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets[: LONGEST - MOST_BEFORE - 3]
    return [at for at, (left, right) in enumerate(offsets) if left < end and start < right]


def tokens(tokenizer: Tokenizer, text: str, before: str, statement: str | None = None) -> tuple[list[int], list[int]]:
    """Ids, and 1 for those of the sentence itself, as `caseline.coding.by_meaning.encoder` feeds them."""
    first = [] if statement is None else [*tokenizer.encode(statement, add_special_tokens=False).ids[:MOST_STATED], END]
    earlier = tokenizer.encode(before, add_special_tokens=False).ids[-MOST_BEFORE:]
    ids = tokenizer.encode(text, add_special_tokens=False).ids[: LONGEST - 3 - len(first) - len(earlier)]
    return [START, *first, *earlier, END, *ids, END], [0] * (len(first) + len(earlier) + 2) + [1] * (len(ids) + 1)
