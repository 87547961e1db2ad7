"""What one run of a language model may cost and has cost, in tokens and in money."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from caseline.organization.language_model import LanguageModel

CHARACTERS_A_TOKEN = 4
BUDGET_SPENT = "the budget of this run is spent"
TOKENS_AN_ANSWER = 150
"""What is expected before the first answer; what counts afterwards is what the endpoint says."""


@dataclass(frozen=True)
class Tokens:
    """Tokens a model reads and writes."""

    read: int = 0
    written: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.read + other.read, self.written + other.written)

    def __sub__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.read - other.read, self.written - other.written)

    @property
    def all(self) -> int:
        return self.read + self.written


@dataclass
class Budget:
    """The caps of one run and what is spent. A request is let go only if its utmost still fits."""

    use: LanguageModel = field(default_factory=LanguageModel)
    spent: Tokens = Tokens()
    under_way: Tokens = Tokens()
    """The utmost that requests without an answer yet may take."""
    came_back: Tokens = Tokens()
    """What batches of earlier runs took: it counted when they were handed in."""

    def money(self, tokens: Tokens) -> float:
        return (tokens.read * self.use.price_read + tokens.written * self.use.price_written) / 1_000_000

    def fits(self, utmost: Tokens) -> bool:
        """Whether a request may still go."""
        return self._within(self.spent + self.under_way + utmost)

    @contextmanager
    def paying(self, utmost: Tokens) -> Iterator[None]:
        """While a request is under way, its utmost is set aside."""
        self.under_way += utmost
        try:
            yield
        finally:
            self.under_way -= utmost

    def count(self, utmost: Tokens, tokens: Tokens | None) -> None:
        """Count a request the endpoint worked on. One it does not say the tokens of counts as its utmost."""
        self.spent += tokens or utmost

    def ahead(self, requests: int, characters: int) -> str:
        """What is about to be asked, in a sentence for before it starts."""
        expected = _expected(requests, characters)
        text = f"{requests:,} requests ahead: about {self._sum(expected)}."
        if caps := self._caps():
            text += f" This run stops at {caps}"
            text += "." if self.fits(expected) else ", which is not enough for all; the rest will wait."
        return text

    def is_enough_for(self, requests: int, characters: int) -> bool:
        """Whether requests are likely to fit into what is left."""
        return self.fits(_expected(requests, characters))

    def __str__(self) -> str:
        caps = self._caps()
        text = f"The endpoint took {self._sum(self.spent)}{caps and f' of at most {caps}'}."
        if self.under_way.all:
            text += f" What is handed in may take {self._sum(self.under_way)}."
        if self.came_back.all:
            text += f" What came back took {self._sum(self.came_back)}."
        return text

    def _within(self, tokens: Tokens) -> bool:
        return (self.use.most_tokens is None or tokens.all <= self.use.most_tokens) and (
            self.use.most_money is None or self.money(tokens) <= self.use.most_money
        )

    def _sum(self, tokens: Tokens) -> str:
        text = f"{tokens.all:,} tokens"
        return f"{text}, {self.money(tokens):,.4f} {self.use.currency}" if self.use.price_read else text

    def _caps(self) -> str:
        caps = []
        if self.use.most_tokens is not None:
            caps.append(f"{self.use.most_tokens:,} tokens")
        if self.use.most_money is not None:
            caps.append(f"{self.use.most_money:,g} {self.use.currency}")
        return " or ".join(caps)


def _expected(requests: int, characters: int) -> Tokens:
    return Tokens(characters // CHARACTERS_A_TOKEN, requests * TOKENS_AN_ANSWER)
