"""Data contracts: what each table promises its readers, in YAML, checked with Great Expectations."""

from caseline.contracts.checking import Outcome, check_contracts
from caseline.contracts.loading import Contract, Promise, load_contracts

__all__ = ["Contract", "Outcome", "Promise", "check_contracts", "load_contracts"]
