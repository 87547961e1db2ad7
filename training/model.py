"""The reader: a multilingual encoder, and for each code a place to look (attention) and a judgement of what is said
of it.
"""

import math
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from caseline.coding.by_meaning.encoder import END, LONGEST, MOST_BEFORE, SAYINGS, START

FROZEN = 6
"""Lower layers that keep what they know of English and Spanish; their states are computed once."""
PADDING = 1
DROPPED = 0.1


class Reader(nn.Module):
    """Codes' logits for a sentence, shape (batch, codes, sayings).

    Each code attends to the words of the sentence that speak to it; what it sees there says whether the code is
    spoken of, and, with weights that all codes share, whether as present, possible, denied, past, somebody else's or
    planned.
    """

    def __init__(self, base: Path, codes: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="sdpa")
        for part in self.encoder.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0
        for layer in self.encoder.encoder.layer:
            layer.attention.self.dropout_prob = 0.0
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        size = self.encoder.config.hidden_size
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("spread", torch.ones(size))
        self.dropout = nn.Dropout(DROPPED)
        self.key, self.value = nn.Linear(size, size), nn.Linear(size, size)
        self.query = nn.Parameter(torch.zeros(codes, size))
        self.weight = nn.Parameter(torch.zeros(codes, size))
        self.bias = nn.Parameter(torch.full((codes,), -3.0))
        self.saying = nn.Linear(size, len(SAYINGS) - 1)
        self.saying_bias = nn.Parameter(torch.zeros(codes, len(SAYINGS) - 1))

    def lower(self, ids: Tensor, own: Tensor, kept: Tensor) -> Tensor:
        """States after the frozen layers; `kept` is 1 where there is a token and no padding."""
        states = self.encoder.embeddings(input_ids=ids, token_type_ids=own)
        return self._through(states, kept, 0, FROZEN)

    def upper(self, states: Tensor, kept: Tensor) -> Tensor:
        return self._through(states, kept, FROZEN, len(self.encoder.encoder.layer))

    def _through(self, states: Tensor, kept: Tensor, first: int, last: int) -> Tensor:
        mask = (1 - kept[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.encoder.encoder.layer[first:last]:
            after = layer(states, mask)
            states = after[0] if isinstance(after, tuple) else after
        return states

    def heads(self, states: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, and the token each code looks at most: `own` is 1 for tokens of the sentence itself."""
        states = self.dropout((states - self.mean) / self.spread)
        looks = torch.einsum("ch,bth->bct", self.query, self.key(states)) / math.sqrt(states.shape[-1])
        looks = looks + (1.0 - own[:, None, :].to(looks.dtype)) * -1e4
        seen = torch.einsum("bct,bth->bch", looks.softmax(-1), self.value(states))
        spoken_of = (self.dropout(seen) * self.weight).sum(-1) + self.bias
        said = spoken_of[..., None] + self.saying(seen) + self.saying_bias
        return torch.cat([torch.zeros_like(said[..., :1]), said], -1), looks.argmax(-1)

    def words(self, states: Tensor) -> Tensor:
        """What is said with each word, whatever the code: logits, shape (batch, tokens, sayings but none)."""
        return self.saying(self.value(self.dropout((states - self.mean) / self.spread)))

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


def words_between(tokenizer: Tokenizer, text: str, before: str, start: int, end: int) -> list[int]:
    """Places, among the tokens of `tokens`, of those of the sentence that lie between two of its characters."""
    first = len(tokenizer.encode(before, add_special_tokens=False).ids[-MOST_BEFORE:]) + 2
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets[: LONGEST - 1 - first]
    return [first + at for at, (left, right) in enumerate(offsets) if left < end and start < right]


def tokens(tokenizer: Tokenizer, text: str, before: str) -> tuple[list[int], list[int]]:
    """Ids, and 1 for those of the sentence itself, as `caseline.coding.by_meaning.encoder` feeds them."""
    earlier = tokenizer.encode(before, add_special_tokens=False).ids[-MOST_BEFORE:]
    ids = tokenizer.encode(text, add_special_tokens=False).ids[: LONGEST - 3 - len(earlier)]
    return [START, *earlier, END, *ids, END], [0] * (len(earlier) + 2) + [1] * (len(ids) + 1)
