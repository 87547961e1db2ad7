"""How an organisation uses a language model behind an endpoint, and what that may cost."""

from pydantic import Field, model_validator

from caseline.ground.yaml_files import Strict


class LanguageModel(Strict):
    """`language_model` in organization.yml. The model's name, its address and the key come from the environment."""

    send_identifiers: bool = False
    """Whether it may read notes as they are. If not, names and numbers become pseudonyms."""
    batch: bool = False
    """Whether notes are handed in as batches, which come back within a day for less money."""
    concurrency: int = Field(default=8, ge=1, le=1000)
    """How many notes are asked about at once."""
    timeout_seconds: float = Field(default=60, gt=0)
    currency: str = "USD"
    price_read: float = Field(default=0, ge=0)
    """Of a million tokens the model reads."""
    price_written: float = Field(default=0, ge=0)
    """Of a million tokens the model writes."""
    most_money: float | None = Field(default=None, gt=0)
    """What one run may cost. Notes it does not reach wait for the next."""
    most_tokens: int | None = Field(default=None, gt=0)
    """What one run may read and write."""

    @model_validator(mode="after")
    def _money_has_prices(self) -> "LanguageModel":
        if self.most_money is not None and not (self.price_read and self.price_written):
            raise ValueError("most_money needs price_read and price_written, each for a million tokens")
        return self
